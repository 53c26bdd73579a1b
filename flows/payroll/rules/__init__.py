"""Judgements on pay: ``lines`` of single lines (holds and flags), ``batch`` of a month, ``strike``."""
