"""Builders of dossiers walk through the door once; the next time their rows are written again.

A builder is remembered by what it is given and by the content of the whole database it starts from:
a test that has written anything else before gets a walk of its own, and a test alone in its run is
the same test. Only rows and uploads come back: no trigger fires again, nothing is announced, and
rows keep the numbers they had. While a test patches something, nothing is remembered at all; with
FORGET=1 in the environment nothing ever is, which must make no difference but of time.

What one process of a run has walked lies in the run's own folder for the others (local/trial.py).
"""

import datetime as dt
import functools
import hashlib
import os
import pickle
import tempfile
from collections.abc import Callable
from dataclasses import astuple, dataclass, is_dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakSet

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model

NUMBERED = "SELECT quote_ident(sequencename), coalesce(last_value, 0) FROM pg_sequences"
PLAIN = (str, bytes, int, float, bool, Decimal, dt.date, type(None))
Rows = set[tuple[str, str]]
Builder = TypeVar("Builder", bound=Callable[..., Any])


@dataclass(frozen=True)
class Walk:
    """What a builder left: (table, row) gone and come, where its sequences then stood, its unit, its
    uploads, and (pickled) what it returned."""

    gone: Rows
    come: Rows
    numbered: dict[str, int]
    unit: str | None
    uploads: dict[Path, bytes]
    result: bytes


_walks: dict[str, Walk] = {}
_prepared: WeakSet[Any] = WeakSet()
_patches: list[tuple[object, str, object]] = []


def remembered(builder: Builder) -> Builder:
    """A builder given plain values and saved rows, that writes nothing but rows and uploads."""

    @functools.wraps(builder)
    def build(*args: Any, **kwargs: Any) -> Any:
        try:
            given = (builder.__module__, builder.__qualname__, _said(args), _said(kwargs))
        except TypeError:
            return builder(*args, **kwargs)
        if _patched():
            return builder(*args, **kwargs)
        said = repr((given, sorted(contents().items())))
        key = hashlib.sha256(said.encode()).hexdigest()
        if walk := _walks.get(key) or _of_another_process(key):
            return _again(walk)
        result, _walks[key] = _first(lambda: builder(*args, **kwargs))
        _keep(key)
        return result

    return build  # type: ignore[return-value]


def watch(patches: list[tuple[object, str, object]]) -> None:
    """Nothing is remembered while there are ``patches``: neither kept with them nor passed over."""
    global _patches
    _patches = patches


def _patched() -> bool:
    if os.environ.get("FORGET"):
        return True
    return any(
        name != "DNS_NAME" for _, name, _ in _patches
    )  # pytest-django's own, of every mailbox


def contents() -> dict[str, str]:
    """A digest of every table: two are equal when nothing at all has changed."""
    with connection.cursor() as cursor:
        # Planned once a connection: planning a hundred tables costs four times what reading them does.
        if connection.connection not in _prepared:
            every = _of_every_table("'{0}', sum(hashtextextended(t::text, 0))::text")
            cursor.execute(f"PREPARE contents AS {every}")
            _prepared.add(connection.connection)
        cursor.execute("EXECUTE contents")
        return dict(cursor.fetchall())


def _said(value: Any) -> object:
    """``value`` as part of a key: plain, a saved row, or what says itself by ``said``; else TypeError."""
    if isinstance(value, Model) and value.pk:
        return (value._meta.label, value.pk)
    if hasattr(value, "said"):
        return (type(value).__name__, _said(value.said))
    if is_dataclass(value) and not isinstance(value, type):
        return (type(value).__name__, _said(astuple(value)))
    if isinstance(value, dict):
        return tuple(sorted((name, _said(each)) for name, each in value.items()))
    if isinstance(value, list | tuple):
        return tuple(_said(each) for each in value)
    if isinstance(value, PLAIN):
        return (type(value).__name__, value)
    raise TypeError(value)


def _first(walk: Callable[[], Any]) -> tuple[Any, Walk]:
    before, there = _rows(), _uploads()
    result = walk()
    after = _rows()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('ygdz.unit', true)")
        (unit,) = cursor.fetchone()
        cursor.execute(NUMBERED)
        numbered = dict(cursor.fetchall())
    uploads = {path: (_root() / path).read_bytes() for path in _uploads() - there}
    come, left = after - before, pickle.dumps(result)
    return result, Walk(before - after, come, numbered, unit, uploads, left)


def _keep(key: str) -> None:
    """Whole or not at all: another process may look for it at any moment."""
    _shelf().mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=_shelf(), delete=False) as kept:
        pickle.dump(_walks[key], kept)
    Path(kept.name).replace(_shelf() / key)


def _of_another_process(key: str) -> Walk | None:
    """A walk of this run that this process has not gone itself. Its rows have their numbers from
    another database of the run: here they are never given out again."""
    try:
        walk: Walk = pickle.loads((_shelf() / key).read_bytes())
    except FileNotFoundError:
        return None
    with connection.cursor() as cursor:
        cursor.execute(NUMBERED)
        for name, last in cursor.fetchall():
            if walk.numbered.get(name, 0) > last:
                cursor.execute("SELECT setval(%s, %s)", [name, walk.numbered[name]])
    return _walks.setdefault(key, walk)


def _shelf() -> Path:
    return Path(os.environ["YGDZ_STATE"]) / "walks"


def _again(walk: Walk) -> Any:
    """In one message to the server, past the guards and the foreign keys: these very rows have been
    through them."""
    said, values = ["SET LOCAL session_replication_role = replica"], []
    for table, rows in _by_table(walk.gone):
        said.append(f"DELETE FROM {table} t WHERE t::text = ANY(%s)")
        values.append(rows)
    for table, rows in _by_table(walk.come):
        said.append(f"INSERT INTO {table} SELECT r.* FROM unnest(%s::{table}[]) r")
        values.append(rows)
    # The transaction of a test stays in the unit it was in last (flows/engine/database.py).
    said += [
        "SET LOCAL session_replication_role = origin",
        "SELECT set_config('ygdz.unit', %s, true)",
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("; ".join(said), [*values, walk.unit or ""])
    for path, data in walk.uploads.items():
        (_root() / path).parent.mkdir(parents=True, exist_ok=True)
        (_root() / path).write_bytes(data)
    return pickle.loads(walk.result)


def _by_table(rows: Rows) -> list[tuple[str, list[str]]]:
    found: dict[str, list[str]] = {}
    for table, row in rows:
        found.setdefault(table, []).append(row)
    return list(found.items())


def _rows() -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(_of_every_table("'{0}', t::text"))
        return set(cursor.fetchall())


@functools.cache
def _of_every_table(wanted: str) -> str:
    with connection.cursor() as cursor:
        names = sorted(connection.introspection.table_names(cursor))
    return " UNION ALL ".join(f"SELECT {wanted.format(name)} FROM {name} t" for name in names)


def _uploads() -> set[Path]:
    return {path.relative_to(_root()) for path in _root().rglob("*") if path.is_file()}


def _root() -> Path:
    return Path(settings.MEDIA_ROOT)
