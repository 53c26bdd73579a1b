"""Judgements of acceptance, by noun: the checklist's items, report, committee, conclusion, handover."""
