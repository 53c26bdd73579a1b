"""Payment references are given when a line is sent, and once for each card."""

from __future__ import annotations

import secrets
from collections.abc import Collection

from ..models import PayrollLine
from ..rules.references import make


def give_references(lines: Collection[PayrollLine]) -> None:
    """A reference for every line of ``lines`` that has none, unique in the whole database.

    Sent again on the same card a line keeps its own; whoever changes a card takes it away
    (actions/pay.py).
    """
    without = [line for line in lines if not line.reference]
    taken: set[str] = set()
    while without:
        fresh: set[str] = set()
        while len(fresh) < len(without):
            fresh |= {make(secrets.choice)} - taken
        taken |= fresh
        known = PayrollLine.objects.filter(reference__in=fresh)
        free = list(fresh - set(known.values_list("reference", flat=True)))
        for line, reference in zip(without, free, strict=False):
            line.reference = reference
        PayrollLine.objects.bulk_update(without[: len(free)], ["reference"])
        without = without[len(free) :]
