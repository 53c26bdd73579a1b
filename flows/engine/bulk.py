"""Many new rows at once: COPY, where the ORM would build a statement out of every value."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Any

from django.db import connection
from django.db.models import Model


def copy_in(model: type[Model], rows: Iterable[Any]) -> None:
    """Write ``rows`` (unsaved instances of ``model``) by COPY, in the transaction that is open.

    Checks, foreign keys and triggers of the database hold as for any insert; the instances do not
    learn their keys.
    """
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    attributes = [field.attname for field in fields]
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN") as copy,
    ):
        for row in rows:
            said = row.__dict__
            copy.write_row([_plain(said[name]) for name in attributes])


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value
