"""A file being taken in: what it is, whom it may name, how it is refused and written down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Model

from flows.engine.privacy import blind, encrypt, place_of, scrub
from flows.engine.unit import Unit
from flows.projects.models import Project
from flows.sheets.differences import ALIKE, Differences
from flows.sheets.ledgers import Ledger
from flows.sheets.problems import CellError, tail

from ..models import Engagement, HandIn, Worker

ID_COLUMN = "身份证号"


class Person(NamedTuple):
    """One person of the roster, as much of him as a month's file is held against."""

    pk: int  # of the engagement
    name: str
    id_last4: str
    state: str
    counts_as_relief: bool
    card_index: str
    card_holder: str


class FileRefused(Exception):
    """整份文件不予接收：``errors`` 逐格说明。什么都没有改变。"""

    def __init__(self, errors: Iterable[CellError]) -> None:
        self.errors = list(errors)
        super().__init__("；".join(error.message for error in self.errors))


@dataclass(frozen=True)
class Taken:
    """How many rows were recorded and how many were known already."""

    accepted: int
    unchanged: int
    removed: int = 0  # people a corrected roster no longer names
    noted: bool = False  # nothing changed, but that it was handed in is new
    differs: Differences = ALIKE  # they refuse nothing

    @property
    def is_news(self) -> bool:
        return bool(self.accepted or self.removed or self.noted)


@dataclass(frozen=True)
class Filed:
    """One readable file on its way into ``project``, inside ``unit``."""

    unit: Unit
    project: Project
    name: str
    ledger: Ledger

    @property
    def month(self) -> dt.date | None:
        """First of the month the file is about; None for a roster."""
        return dt.date.fromisoformat(f"{self.ledger.month}-01") if self.ledger.month else None

    @cached_property
    def people(self) -> dict[str, Engagement]:
        """The project's roster by blind index of the ID."""
        found = Engagement.objects.filter(project=self.project).select_related("worker")
        return {each.worker.id_index: each for each in found}

    @cached_property
    def people_by_key(self) -> dict[int, Engagement]:
        """The same people by primary key."""
        return {each.pk: each for each in self.people.values()}

    @cached_property
    def roster(self) -> dict[str, Person]:
        """The roster by blind index of the ID, without the rows of the database behind it."""
        found = Engagement.objects.filter(project=self.project).order_by().values_list(
            "worker__id_index", "pk", "worker__name", "worker__id_last4", "state",
            "counts_as_relief", "card_index", "card_holder",
        )  # fmt: skip
        return {index: Person(*said) for index, *said in found}

    @cached_property
    def is_known(self) -> bool:
        """This very file was taken before."""
        return self._hand_ins.exists()

    @property
    def _hand_ins(self) -> Any:
        return HandIn.objects.filter(
            project=self.project, kind=self.ledger.kind, month=self.month, sha256=self.ledger.sha256
        )

    def error(self, code: str, message: str, *, row: Any = None, column: str = "") -> CellError:
        """A refusal at ``row`` (a ledger row), or of the file as a whole."""
        person = getattr(row, "name", None) or getattr(row, "holder", "")
        return CellError(
            sheet=self.ledger.sheet,
            row=row.row if row is not None else 0,
            column=column,
            person=person if row is not None else "",
            code=code,
            message=message,
        )

    def strangers(self) -> list[CellError]:
        """Rows whose person is not on the roster, or is there under another name."""
        found = []
        for row, index in zip(self.ledger.rows, self.ledger.id_indexes, strict=True):
            person = self.roster.get(index)
            if person is None:
                found.append(
                    self.error(
                        "NOT_ON_ROSTER",
                        f"{row.name}（{tail(row.id_number)}）不在本项目用工名册中，请核对",
                        row=row,
                        column=ID_COLUMN,
                    )
                )
            elif person.name != row.name:
                found.append(
                    self.error(
                        "NAME_DIFFERS",
                        f"{tail(row.id_number)} 在名册中的姓名是“{person.name}”，"
                        f"本表写“{row.name}”，请核对",
                        row=row,
                        column="姓名",
                    )
                )
        return found

    def write(self, taken: Taken, **more: Any) -> HandIn:
        """Keep what this file was and what it changed; the same file again renews its line."""
        found, _ = HandIn.objects.update_or_create(
            project=self.project,
            kind=self.ledger.kind,
            month=self.month,
            sha256=self.ledger.sha256,
            defaults={
                "name": scrub(self.name),
                "rows": self.ledger.rows_total,
                "accepted": taken.accepted,
                "unchanged": taken.unchanged,
                "by": self.unit.by,
                "at": self.unit.now,
            }
            | more,
        )
        return found


def sealed(field: str, plain: str, of: type[Model] | None = None) -> dict[str, str]:
    """``<field>_cipher``, ``_index`` and ``_last4`` of a private number, sealed for the model ``of``
    (ID and phone: the worker, a card: the engagement, unless told)."""
    column = f"{field}_cipher"
    home = of or (Engagement if field == "card" else Worker)
    return {
        column: encrypt(plain, place_of(home, column)),
        f"{field}_index": blind(plain),
        f"{field}_last4": plain[-4:],
    }
