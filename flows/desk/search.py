"""Search by name and code: words of two signs and more go through the bigram index."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, F, Func, Q, QuerySet, TextField, Value

WORDS = 6  # of a search; more narrow nothing down, and each costs a comparison


class Bigrams(Func):
    """``bigrams(name || ' ' || code)``, spelt as the index seat_words spells it."""

    function, arg_joiner, output_field = "bigrams", " || ' ' || ", TextField()


class Holds(Func):
    """``left @> right``: every pair of neighbouring signs of the word occurs in the text."""

    template, arg_joiner, output_field = "%(expressions)s", " @> ", BooleanField()


def searched(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """``rows`` whose project's name or code contains every word of ``text``.

    The index only proposes (道路 and 路道 have no sign in common order), the comparison decides;
    one sign has no pair and is compared alone.
    """
    for word in text.split()[:WORDS]:
        if len(word) > 1 and rows.model.__name__ == "Seat":
            pairs = Func(Value(word), function="bigrams", output_field=TextField())
            rows = rows.filter(Holds(Bigrams(F("project_name"), F("project_code")), pairs))
        rows = rows.filter(Q(project_name__icontains=word) | Q(project_code__icontains=word))
    return rows
