"""增补名册: people join while the work goes on. The file adds; of who is verified it changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flows.engine.privacy import blind
from flows.sheets.problems import CellError
from flows.sheets.rows import RosterRow
from flows.sheets.vocabulary import LABELS

from ..models import Engagement, Roster
from ..states import EngagementState, RosterState
from .filing import Filed

UNVERIFIED = (EngagementState.INTENT, EngagementState.REGISTERED)
OF_WORKER = ("name", "sex")
SEALED = {"phone": "phone", "card_number": "card"}
COLUMNS = LABELS["roster"]


def is_supplement(filed: Filed, roster: Roster | None) -> bool:
    """Whether the roster was opened again after people on it had been verified."""
    return (
        roster is not None and roster.state == RosterState.OPEN
        and any(each.state not in UNVERIFIED for each in filed.people.values())
    )  # fmt: skip


def contradictions(filed: Filed, rows: dict[str, RosterRow]) -> list[CellError]:
    """Cells that say of a verified person what the roster does not; an empty cell says nothing."""
    return [
        filed.error(
            "PERSON_VERIFIED",
            f"此人已经审核，“{COLUMNS[column]}”与已审核的不同；增补名册只增加人员，"
            "请改回原值或清空此格（换卡、改登记另行办理）",
            row=row, column=COLUMNS[column],
        )
        for key, row in rows.items()
        if (person := filed.people.get(key)) is not None and person.state not in UNVERIFIED
        for column in _unlike(person, row, set(filed.ledger.missing))
    ]  # fmt: skip


def _unlike(person: Engagement, row: RosterRow, absent: set[str]) -> Iterator[str]:
    for column in COLUMNS:
        said: Any = getattr(row, column)
        if column == "id_number" or said in (None, "") or column in absent:
            continue
        if column in SEALED:
            home = person if column == "card_number" else person.worker
            known, said = getattr(home, f"{SEALED[column]}_index"), blind(said)
        else:
            known = getattr(person.worker if column in OF_WORKER else person, column)
        if known != said:
            yield column


def waiting(people: dict[str, Engagement]) -> dict[str, Engagement]:
    """Those not yet verified: a corrected supplement replaces them."""
    return {key: each for key, each in people.items() if each.state in UNVERIFIED}
