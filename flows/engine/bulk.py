"""Many new rows at once: COPY, where the ORM would build a statement out of every value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Any

from django.db import connection
from django.db.models import Model


def copy_in(model: type[Model], names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Write ``rows`` (the values of the attributes ``names``) into the table of ``model`` by COPY, in
    the transaction that is open. What is not named is as a new instance has it.

    Checks, foreign keys and triggers of the database hold as for any insert.
    """
    fields = {
        field.attname: field for field in model._meta.concrete_fields if not field.primary_key
    }
    fresh = model()
    rest = [name for name in fields if name not in names]
    same = tuple(_plain(getattr(fresh, name)) for name in rest)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(fields[name].column) for name in (*names, *rest))
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row + same)


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value
