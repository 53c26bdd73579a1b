"""Lists from outside: who is dead, detained, a student, on public payroll, or employed elsewhere.

``settings.OUTSIDE_LISTS`` names the providers: paths of files, or dotted names of what makes a
:class:`Provider` (a district that has an interface writes one). A file is csv in UTF-8:

    身份证号,类别,起,止,来源
    110105194912310025,死亡,2024-03-01,,民政 2025-06 比对
    9f2c…（64 位索引）,学生,2023-09-01,2026-07-15,教育 2025-06 比对

``身份证号`` may be the blind index instead (engine/privacy.blind), so that numbers need not lie on
this disk. ``止`` empty: still so. Kinds are the words of parameter ``flag.F21.kinds``; any other
(在外务工, 社保在缴) only says that a person was elsewhere (F07). Numbers are indexed while the file
is read, and neither kept nor logged. A file that cannot be read stops the flags: silence is no proof.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from flows.engine.privacy import blind

INDEX_LENGTH = 64
NUMBER, KIND, SINCE, UNTIL, SOURCE = "身份证号", "类别", "起", "止", "来源"


@dataclass(frozen=True)
class Entry:
    """One person (blind index) of one kind, from ``since`` to ``until``, both included."""

    index: str
    kind: str
    since: dt.date
    until: dt.date
    source: str = ""


class Provider(Protocol):
    """Whatever can tell what is known outside of people, asked by blind index only."""

    def about(self, indexes: Iterable[str]) -> Iterator[Entry]: ...


class BadList(Exception):
    """外部名单读不出来：说明文件和行，不含证件号。"""


class FileList:
    """The offline provider: one csv file, read again when it has changed."""

    def __init__(self, path: str) -> None:
        self.path = Path(path)

    def about(self, indexes: Iterable[str]) -> Iterator[Entry]:
        try:
            known = _read(str(self.path), self.path.stat().st_mtime_ns)
        except OSError as error:
            raise BadList(f"外部名单 {self.path.name} 读不出来，请核对 OUTSIDE_LISTS。") from error
        for index in indexes:
            yield from known.get(index, ())


@lru_cache(maxsize=16)
def _read(path: str, changed: int) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 2):
            try:
                entry = _entry(row, Path(path).name)
            except (KeyError, ValueError, AttributeError):
                where = f"外部名单 {Path(path).name} 第 {number} 行"
                raise BadList(f"{where}不完整：须有身份证号、类别和起始日期。") from None
            found[entry.index].append(entry)
    return found


def _entry(row: dict[str, str], name: str) -> Entry:
    number = row[NUMBER].strip()
    until = (row.get(UNTIL) or "").strip()
    if not number or not row[KIND].strip():
        raise ValueError
    return Entry(
        index=number.lower() if len(number) == INDEX_LENGTH else blind(number.upper()),
        kind=row[KIND].strip(),
        since=dt.date.fromisoformat(row[SINCE].strip()),
        until=dt.date.fromisoformat(until) if until else dt.date.max,
        source=(row.get(SOURCE) or "").strip() or name,
    )


def providers() -> list[Provider]:
    """Those that are configured; none is the normal case."""
    named = getattr(settings, "OUTSIDE_LISTS", [])
    return [FileList(each) if each.endswith(".csv") else import_string(each)() for each in named]
