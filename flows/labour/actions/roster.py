"""A roster is taken in: people become known, their engagements registered. It replaces the last;
after 增补人员 it only adds (``supplement``)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import ProtectedError

from flows.engine.privacy import blind
from flows.orgs.kinds import CITY, DISTRICTS, OrganizationKind
from flows.orgs.models import Organization
from flows.projects.models import Project
from flows.projects.standstill import frozen_on
from flows.projects.states import Stage
from flows.sheets.identity import birth_date
from flows.sheets.problems import CellError, tail
from flows.sheets.rows import RosterRow

from ..models import Category, Engagement, Roster, Scope, Worker
from ..states import RosterState
from .filing import ID_COLUMN, Filed, FileRefused, Taken, sealed
from .mandate import AT_WORK
from .supplement import contradictions, is_supplement, waiting

NEAR = list(Scope)  # nearest first


@dataclass(frozen=True)
class Home:
    """Where the project is, and which townships the system knows: (district, town)."""

    district: str
    town: str
    village: str
    towns: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, project: Project) -> Home:
        known = Organization.objects.filter(kind=OrganizationKind.TOWNSHIP)
        towns = frozenset(known.values_list("district", "town"))
        return cls(project.district, project.town, project.village_name, towns)

    def scope(self, town: str, village: str) -> Scope:
        """How near 户籍乡镇 and 户籍村 are. Never judged by the ID's first digits."""
        named, town = _district_and_town(town)
        if not town and village.startswith(self.town):
            town = self.town
        village = village.removeprefix(self.town)
        if named not in ("", self.district):
            return Scope.OTHER if named == CITY else Scope.CITY
        same_village = _bare(village) == _bare(self.village)
        if town == self.town or (not town and same_village):
            return Scope.VILLAGE if same_village else Scope.TOWN
        if named or (self.district, town) in self.towns:
            return Scope.DISTRICT
        return Scope.CITY if any(town == other for _, other in self.towns) else Scope.OTHER


def _district_and_town(text: str) -> tuple[str, str]:
    """(district code, town) of 密云区示例镇, 北京市密云区示例镇, 示例镇; "" where not named."""
    text = text.replace(" ", "").removeprefix("北京市")
    for code, name in DISTRICTS.items():
        if text.startswith(name):
            return code, text.removeprefix(name)
    return "", text


def _bare(village: str) -> str:
    return (
        village.replace(" ", "")
        .removesuffix("村民委员会")
        .removesuffix("村委会")
        .removesuffix("村")
    )


def take_roster(filed: Filed, *, local: str, minimum_age: int) -> Taken:
    """Record the roster; the whole file is refused once it lies with the township or is verified.

    ``local`` is the widest scope that counts as 本地 (parameter ``local.scope``).
    Raises FileRefused.
    """
    workers = _known_workers(filed)
    if wrong := [*_other_names(filed, workers), *_too_young(filed, minimum_age)]:
        raise FileRefused(wrong)
    home, rows = Home.of(filed.project), filed.ledger.rows
    wanted = {blind(row.id_number): (row, _facts(row, home, local)) for row in rows}
    roster = Roster.objects.filter(project=filed.project).first()
    adding = is_supplement(filed, roster)
    fixed = contradictions(filed, {k: r for k, (r, _) in wanted.items()}) if adding else []
    people = waiting(filed.people) if adding else filed.people
    fresh = [key for key in wanted if key not in filed.people]
    changed = [key for key in wanted if key in people and _differs(filed, key, wanted[key])]
    gone = [person for key, person in people.items() if key not in wanted]
    news = len(fresh) + len(changed)
    taken = Taken(news, len(wanted) - news, len(gone))
    _require_open(filed, roster, taken.is_news, adding=adding, fixed=fixed)
    if taken.is_news:
        _write_workers(workers, {key: wanted[key][0] for key in (*fresh, *changed)})
        _write_engagements(filed, workers, {key: wanted[key][1] for key in (*fresh, *changed)})
        _forget(filed, gone)
        filed.write(taken)
    return taken


def _known_workers(filed: Filed) -> dict[str, Worker]:
    keys = [blind(row.id_number) for row in filed.ledger.rows]
    return {worker.id_index: worker for worker in Worker.objects.filter(id_index__in=keys)}


def _other_names(filed: Filed, workers: dict[str, Worker]) -> list[CellError]:
    """同证不同名: the ID is known in another project under another name."""
    suspects = {
        workers[key].pk: row
        for row in filed.ledger.rows
        if (key := blind(row.id_number)) in workers and workers[key].name != row.name
    }
    elsewhere = Engagement.objects.filter(worker__in=suspects).exclude(project=filed.project)
    return (
        [
            filed.error(
                "NAME_DIFFERS",
                f"身份证号（{tail(suspects[pk].id_number)}）已以其他姓名登记，请对照证件核对",
                row=suspects[pk],
                column=ID_COLUMN,
            )
            for pk in sorted(set(elsewhere.values_list("worker", flat=True)))
        ]
        if suspects
        else []
    )


def _too_young(filed: Filed, minimum_age: int) -> list[CellError]:
    """Where a row states no 进场日期, age is judged on the planned start (the parser does the others)."""
    start = filed.project.planned_start
    return [
        filed.error(
            "UNDER_AGE",
            f"开工日期 {start} 时未满 {minimum_age} 周岁，不得用工",
            row=row,
            column=ID_COLUMN,
        )
        for row in filed.ledger.rows
        if row.entry_date is None and age_on(birth_date(row.id_number), start) < minimum_age
    ]


def age_on(birth: dt.date | None, day: dt.date) -> int:
    """Whole years; an ID always has a birth date here."""
    assert birth is not None
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


AS_STATED = (
    "town",
    "village",
    "priority_tag",
    "trade",
    "category",
    "skill_level",
    "agreement_number",
    "agreement_kind",
    "agreement_from",
    "agreement_until",
    "insurance",
    "training_date",
    "training_score",
    "daily_rate",
    "piece_rate",
    "piece_unit",
    "card_holder",
    "bank",
    "entry_date",
    "exit_date",
    "support_basis",
    "note",
)


STATED = (
    "town", "village", "priority_tag", "trade", "category", "skill_level", "agreement_number",
    "agreement_kind", "agreement_from", "agreement_until", "insurance", "training_date",
    "training_score", "daily_rate", "piece_rate", "piece_unit", "card_holder", "bank",
    "entry_date", "exit_date", "support_basis", "note",
)  # fmt: skip


def _facts(row: RosterRow, home: Home, local: str) -> dict[str, Any]:
    """The engagement's fields as the row states them, the card still in plain."""
    scope = home.scope(row.town, row.village)
    return {name: getattr(row, name) for name in STATED} | {
        "scope": scope,
        "is_local": NEAR.index(scope) <= NEAR.index(Scope(local)),
        "counts_as_relief": row.category != Category.MANAGEMENT,
        "card": row.card_number,
    }


def _differs(filed: Filed, key: str, wanted: tuple[RosterRow, dict[str, Any]]) -> bool:
    person, (row, facts) = filed.people[key], wanted
    stated = {name: value for name, value in facts.items() if name != "card"}
    same = all(getattr(person, name) == value for name, value in stated.items())
    who = person.worker
    same_person = (who.name, who.sex, who.phone_index) == (row.name, row.sex, blind(row.phone))
    return not (same and same_person and person.card_index == blind(facts["card"]))


def _require_open(
    filed: Filed, roster: Roster | None, is_news: bool, *, adding: bool, fixed: list[CellError]
) -> None:
    """News may come now, and none of it (``fixed``) touches who is verified. Raises FileRefused."""
    if not (is_news or fixed):
        return
    if roster is None:
        raise FileRefused([filed.error("ROSTER_NOT_OPEN", "合同登记后才能交用工名册")])
    if frozen_on(filed.project) is not None:
        raise FileRefused([filed.error("ROSTER_FROZEN", "项目已决定终止，名册冻结，不能再交")])
    late = filed.project.came_in_past(Stage.CONSTRUCTION)  # 补录: its roster is handed in now
    at = AT_WORK if adding else (Stage.CONSTRUCTION if late else Stage.READY,)
    if filed.project.stage not in at:
        said = "名册在开工前交一次；在建期间要加人，先在用工名册页面办理“增补人员”，再交增补名册"
        raise FileRefused([filed.error("ROSTER_AFTER_START", said)])
    if roster.state != RosterState.OPEN:
        where = roster.get_state_display()
        raise FileRefused(
            [filed.error("ROSTER_CLOSED", f"名册目前处于“{where}”，请乡镇台账审核退回后再交")]
        )
    if fixed:
        raise FileRefused(fixed)


def _write_workers(workers: dict[str, Worker], rows: dict[str, RosterRow]) -> None:
    made, changed = [], []
    for key, row in rows.items():
        worker = workers.get(key)
        facts = {"name": row.name, "sex": row.sex} | sealed("phone", row.phone)
        if worker is None:
            birth = birth_date(row.id_number)
            workers[key] = Worker(birth_date=birth, **facts, **sealed("id", row.id_number))
            made.append(workers[key])
        elif (worker.name, worker.sex, worker.phone_index) != (
            row.name,
            row.sex,
            facts["phone_index"],
        ):
            for name, value in facts.items():
                setattr(worker, name, value)
            changed.append(worker)
    Worker.objects.bulk_create(made)
    fields = ["name", "sex", "phone_cipher", "phone_index", "phone_last4"]
    Worker.objects.bulk_update(changed, fields)


def _write_engagements(
    filed: Filed, workers: dict[str, Worker], facts: dict[str, dict[str, Any]]
) -> None:
    made, changed = [], []
    for key, stated in facts.items():
        values = {name: value for name, value in stated.items() if name != "card"}
        values |= sealed("card", stated["card"])
        person = filed.people.get(key)
        if person is None:
            made.append(Engagement(project=filed.project, worker=workers[key], **values))
        else:
            for name, value in values.items():
                setattr(person, name, value)
            changed.append(person)
    Engagement.objects.bulk_create(made)
    if changed:
        names = [name for name in next(iter(facts.values())) if name != "card"]
        Engagement.objects.bulk_update(changed, [*names, *sealed("card", "")])


def _forget(filed: Filed, gone: list[Engagement]) -> None:
    """People a corrected roster no longer names; who is in no project is not kept (个保法 6)."""
    if not gone:
        return
    who = [person.worker_id for person in gone]
    try:
        Engagement.objects.filter(pk__in=[person.pk for person in gone]).delete()
    except ProtectedError as error:
        names = "、".join(sorted({str(person.worker) for person in gone}))
        said = (
            f"名册不再写的人员（{names}）中有人已有培训、考勤或报酬记录，不能移出，请保留在名册中"
        )
        raise FileRefused([filed.error("PERSON_HAS_RECORDS", said)]) from error
    Worker.objects.filter(pk__in=who, engagements=None, survey_entries=None).delete()
