"""New keys for old: every private number sealed anew with the first key of FIELD_KEYS.

Beside running users and as often as wanted: a batch is one transaction, rows somebody is writing
are passed over and met again, and what a kill leaves undone still opens with its old key.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, F, Func, Model, QuerySet, TextField, Value

from .privacy import Misplaced, blind, decrypt, encrypt, place_of

SUFFIX = "_cipher"
PATIENCE, PAUSE = 20, 0.5  # how often, and seconds between, rows in use are asked for again
# Tells the guards of confirmed pay (payroll/database.py) that the card stays the same.
ANNOUNCED = "SELECT set_config('ygdz.rotating', 'yes', true)"


@dataclass(frozen=True)
class Column:
    """One column of private numbers, found by its name."""

    model: type[Model]
    name: str

    @property
    def place(self) -> str:
        return place_of(self.model, self.name)

    @property
    def index(self) -> str:
        """The blind index beside it, or ""."""
        beside = f"{self.name.removesuffix(SUFFIX)}_index"
        return beside if beside in {each.name for each in self.model._meta.fields} else ""

    @property
    def filled(self) -> QuerySet[Any]:
        return self.model._base_manager.exclude(**{self.name: ""})

    @property
    def left(self) -> QuerySet[Any]:
        """Rows not sealed for this column with the first key."""
        key_id = next(iter(settings.FIELD_KEYS))
        return self.filled.exclude(**{f"{self.name}__startswith": f"{key_id}:{self.place}:"})


def columns() -> list[Column]:
    """Every column of every app that holds a sealed number."""
    return [
        Column(model, field.name)
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.local_fields
        if field.name.endswith(SUFFIX)
    ]


def counts(column: Column) -> dict[str, int]:
    """How many numbers there are by key id; "" is the key id of what is not ours."""
    key_id = Func(
        F(column.name), Value(":"), Value(1), function="split_part", output_field=TextField()
    )
    rows = column.filled.values_list(key_id).annotate(n=Count("pk")).order_by()
    return {key if key in settings.FIELD_KEYS else "": n for key, n in rows}


def rotate(column: Column, *, batch: int) -> Iterator[tuple[int, list[int]]]:
    """Seal what is left of ``column`` anew; yields (rows done, keys of rows that do not open) of
    every batch. Rows that stay locked by others longer than our patience are left over."""
    broken: set[int] = set()
    waited = 0
    while waited < PATIENCE:
        done, bad = _batch(column, batch, broken)
        broken |= set(bad)
        yield done, bad
        if not done and not bad:
            if not column.left.exclude(pk__in=broken).exists():
                return
            waited += 1
            time.sleep(PAUSE)


@transaction.atomic
def _batch(column: Column, size: int, broken: set[int]) -> tuple[int, list[int]]:
    """One transaction. Whoever waits for a lock while he holds others can meet himself: we never
    wait, so that no user is ever the victim of a rotation."""
    rows = column.left.exclude(pk__in=broken).order_by("pk")
    locked = rows.select_for_update(skip_locked=True, of=("self",), no_key=True)
    known = ["pk", column.name, column.index or "pk"]
    fresh: dict[int, str] = {}
    bad: list[int] = []
    for pk, stored, index in locked.values_list(*known)[:size]:
        sealed = _sealed_anew(column, stored, index)
        if sealed:
            fresh[pk] = sealed
        else:
            bad.append(pk)
    if fresh:
        _write(column, fresh)
    return len(fresh), bad


def _sealed_anew(column: Column, stored: str, index: object) -> str:
    """ "" for what does not open, or opens to another number than its index says: left as it is."""
    try:
        plain = decrypt(stored)
    except (KeyError, ValueError, InvalidTag, Misplaced):
        return ""
    if column.index and blind(plain) != index:
        return ""
    return encrypt(plain, column.place)


def _write(column: Column, fresh: dict[int, str]) -> None:
    """The new ciphertexts in one statement. Past the models: the number itself does not change."""
    table, key = column.model._meta.db_table, column.model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(ANNOUNCED)
        cursor.execute(
            f"UPDATE {table} t SET {column.name} = v.fresh"
            f" FROM unnest(%s::bigint[], %s::text[]) AS v(pk, fresh) WHERE t.{key} = v.pk",
            [list(fresh), list(fresh.values())],
        )
