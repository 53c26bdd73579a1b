"""Judgements of this room, by noun: funding, contract, start."""
