"""A labour survey is taken in: who would work, with what skill, in which months, preferred why.

A sheet adds and corrects, it takes nobody away: a village hands in several. Who withdraws is taken
off by name (:func:`drop_entry`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q

from flows.engine.findings import Finding, Refused
from flows.engine.privacy import blind, scrub
from flows.engine.unit import Unit, work
from flows.projects.models import Project
from flows.sheets.identity import birth_date
from flows.sheets.problems import CellError, tail
from flows.sheets.survey import SurveyRow

from ..models import Engagement, SurveyEntry, Worker
from .filing import ID_COLUMN, Filed, FileRefused, Taken, sealed
from .mandate import PREPARING, SURVEYORS, require, require_stage
from .roster import age_on

BASIS = "实施意见一(一)、三(二)"
STATED = ("town", "village", "skills", "wish", "months", "priority_tag", "tag_basis", "tag_body",
          "note")  # fmt: skip
ABOUT = ["name", "sex", "phone_cipher", "phone_index", "phone_last4"]


@dataclass
class _News:
    """What a sheet says that was not known: people to make and to change, entries likewise."""

    workers: list[Worker] = field(default_factory=list)
    renamed: list[Worker] = field(default_factory=list)
    entries: list[SurveyEntry] = field(default_factory=list)
    changed: list[SurveyEntry] = field(default_factory=list)
    rows: int = 0


def take_survey(filed: Filed, *, minimum_age: int) -> Taken:
    """Record the survey, all of it or nothing. Raises FileRefused.

    Who is on a roster keeps the name, sex and phone that stand there.
    """
    keys = [blind(row.id_number) for row in filed.ledger.rows]
    workers = {each.id_index: each for each in Worker.objects.filter(id_index__in=keys)}
    if wrong := [*_too_young(filed, minimum_age), *_other_names(filed, workers)]:
        raise FileRefused(wrong)
    news = _news(filed, workers)
    taken = Taken(news.rows, len(keys) - news.rows)
    if taken.is_news:
        if filed.project.stage not in PREPARING:
            raise FileRefused([filed.error("STAGE_WRONG", _too_late(filed.project))])
        hand_in = filed.write(taken)
        for entry in (*news.entries, *news.changed):
            entry.hand_in = hand_in
        Worker.objects.bulk_create(news.workers)
        Worker.objects.bulk_update(news.renamed, ABOUT)
        SurveyEntry.objects.bulk_create(news.entries)
        SurveyEntry.objects.bulk_update(news.changed, [*STATED, "hand_in"])
    return taken


def _too_late(project: Project) -> str:
    where = project.get_stage_display()
    return f"项目处于“{where}”，劳动力摸底表从前期工作起、开工前交；开工后的人员请交用工名册"


def _too_young(filed: Filed, minimum_age: int) -> list[CellError]:
    start = filed.project.planned_start
    return [
        filed.error(
            "UNDER_AGE",
            f"计划开工日期 {start} 时未满 {minimum_age} 周岁，不得用工，请从摸底表中删去",
            row=row, column=ID_COLUMN,
        )
        for row in filed.ledger.rows
        if age_on(birth_date(row.id_number), start) < minimum_age
    ]  # fmt: skip


def _other_names(filed: Filed, workers: dict[str, Worker]) -> list[CellError]:
    """同证不同名: known under another name on a roster, or in another project's survey."""
    suspects = {
        worker.pk: row
        for row in filed.ledger.rows
        if (worker := workers.get(blind(row.id_number))) and worker.name != row.name
    }
    known = set(Engagement.objects.filter(worker__in=suspects).values_list("worker", flat=True))
    elsewhere = SurveyEntry.objects.filter(worker__in=suspects).exclude(project=filed.project)
    known |= set(elsewhere.values_list("worker", flat=True))
    return [
        filed.error(
            "NAME_DIFFERS",
            f"身份证号（{tail(suspects[pk].id_number)}）已以其他姓名登记，请对照证件核对",
            row=suspects[pk], column=ID_COLUMN,
        )
        for pk in sorted(known)
    ]  # fmt: skip


def _news(filed: Filed, workers: dict[str, Worker]) -> _News:
    entries = {
        each.worker.id_index: each
        for each in SurveyEntry.objects.filter(project=filed.project).select_related("worker")
    }
    on_rosters = set(
        Engagement.objects.filter(worker__in=workers.values()).values_list("worker", flat=True)
    )
    news = _News()
    for row in filed.ledger.rows:
        key = blind(row.id_number)
        worker, entry = workers.get(key), entries.get(key)
        fresh = worker is None or (worker.pk not in on_rosters and _about(worker, row))
        if worker is None:
            worker = Worker(birth_date=birth_date(row.id_number), **sealed("id", row.id_number))
            _about(worker, row)
            news.workers.append(worker)
        elif fresh:
            news.renamed.append(worker)
        stated = _stated(row)
        if entry is None:
            news.entries.append(SurveyEntry(project=filed.project, worker=worker, **stated))
        elif any(getattr(entry, name) != value for name, value in stated.items()):
            for name, value in stated.items():
                setattr(entry, name, value)
            news.changed.append(entry)
        elif not fresh:
            continue
        news.rows += 1
    return news


def _stated(row: SurveyRow) -> dict[str, Any]:
    """What the row says of the person's wish; a long number typed into a text is no text."""
    said = {name: scrub(getattr(row, name)) for name in STATED if name != "months"}
    return said | {"months": list(row.months)}


def _about(worker: Worker, row: SurveyRow) -> bool:
    """Write name, sex and phone of ``row`` into ``worker``, blanks left out; whether it changed."""
    said = {"name": row.name} | ({"sex": row.sex} if row.sex else {})
    if row.phone and blind(row.phone) != worker.phone_index:
        said |= sealed("phone", row.phone)
    changed = any(getattr(worker, name) != value for name, value in said.items())
    for name, value in said.items():
        setattr(worker, name, value)
    return changed


def counts(project: Project) -> dict[str, int]:
    """How many would work, and how many of them are of a priority group."""
    return SurveyEntry.objects.filter(project=project).aggregate(
        willing=Count("pk"), priority=Count("pk", filter=~Q(priority_tag=""))
    )


def agree_with_entries(unit: Unit, paper: Any) -> None:
    """The survey is finished: its counts are those of the people registered, where there are any.

    Raises Refused. 实施意见三(二)：摸底调查；一(一)：优先群体要有认定依据.
    """
    known = counts(paper.project)
    if not known["willing"] or known == {"willing": paper.willing, "priority": paper.priority}:
        return
    said = f"{known['willing']} 人、其中优先群体 {known['priority']} 人"
    raise Refused(
        [
            Finding(
                "SURVEY_COUNTS_DIFFER",
                f"填写愿意务工 {paper.willing} 人、其中优先群体 {paper.priority} 人，"
                f"摸底登记是 {said}。",
                BASIS,
                f"按摸底登记填写（{said}）；登记有误的，先更正劳动力摸底表再完成摸底。",
                rows=known["willing"],
            )
        ]
    )


def drop_entry(entry: SurveyEntry, *, by: Any) -> None:
    """Take somebody off the survey who withdraws or was registered in error. Raises NotYours,
    Refused, Busy. Who is in no project is not kept (个人信息保护法 6、47)."""
    require(entry.project, by, SURVEYORS, "摸底登记的更正")
    with work(entry.project.chain, by) as unit:
        require_stage(unit.current(entry.project), PREPARING, "更正摸底登记")
        gone, _ = SurveyEntry.objects.filter(pk=entry.pk).delete()
        if gone:
            Worker.objects.filter(
                pk=entry.worker_id, engagements=None, survey_entries=None, disclosures=None
            ).delete()
            unit.record(
                None, "labour", "drop_survey_entry", "移出摸底登记", payload={"entry": entry.pk}
            )
