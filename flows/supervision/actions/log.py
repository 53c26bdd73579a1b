"""监理日志: a day written once by a supervising body; whatever is said later is added to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from flows.engine.findings import Finding, NotYours, Refused
from flows.engine.privacy import scrub
from flows.engine.unit import Unit, work
from flows.projects.states import Stage

from .. import figures
from ..models import SiteLog
from ..states import SUPERVISING, seat_on_site
from .photos import keep_photo

BASIS = "建设工程质量管理条例38"
AT_WORK = (Stage.CONSTRUCTION, Stage.SUSPENDED)
MOST = 1000  # characters of an addition


@dataclass(frozen=True)
class Day:
    """What is written of one day on site; ``works`` must be said."""

    works: str
    weather: str = ""
    supervision: str = ""
    problems: str = ""
    machines: str = ""


def write_log(
    project: Any, *, by: Any, day: dt.date, said: Day, photos: tuple[tuple[str, bytes], ...] = ()
) -> SiteLog:
    """Write the log of ``day`` for ``by``'s body, with the day's attendance beside it.

    The same text again is the same log. Raises NotYours, Refused, BadFile, Busy.
    """
    with work(project.chain, by) as unit:
        project = unit.current(project)
        body = body_of(project, by)
        texts = {name: scrub(text).strip() for name, text in asdict(said).items()}
        known = SiteLog.objects.filter(project=project, organization=body, day=day).first()
        if known is not None and all(getattr(known, name) == text for name, text in texts.items()):
            return known
        if wrong := _wrong(unit, project, day, texts, known):
            raise Refused(wrong)
        log = unit.create(
            SiteLog(
                project=project, organization=body, day=day, by=unit.by, at=unit.now,
                people=figures.on_roll(project, day), **texts,
            )
        )  # fmt: skip
        for name, content in photos:
            keep_photo(unit, log, name=name, content=content)
        unit.record(
            None, "supervision", "write_log", "填写监理日志",
            payload={"day": day.isoformat(), "people": log.people, "photos": len(photos)},
        )  # fmt: skip
        return log


def add_to_log(log: SiteLog, *, by: Any, text: str) -> SiteLog:
    """Add ``text`` with time and name; the same words of the same person again add nothing.

    Raises NotYours, Refused, Busy.
    """
    with work(log.project.chain, by) as unit:
        log = unit.current(log)
        if body_of(log.project, by).pk != log.organization_id:
            raise NotYours("监理日志由填写单位的人员补充。")
        said = scrub(text).strip()[:MOST]
        if not said:
            raise Refused([Finding("TEXT_MISSING", "没有写补充内容。", BASIS, "写明补充的事实。")])
        if any(each["text"] == said and each["by"] == str(by) for each in log.additions):
            return log
        entry = {"at": unit.now.isoformat(), "by": str(by), "text": said}
        log.additions = [*log.additions, entry]
        unit.changed(log)
        unit.record(
            None, "supervision", "add_to_log", "补充监理日志",
            payload={"day": log.day.isoformat(), "number": len(log.additions)},
        )  # fmt: skip
        return log


def body_of(project: Any, user: Any) -> Any:
    """The supervising body ``user`` writes for; raises NotYours for anybody else."""
    post = seat_on_site(project, user, SUPERVISING)
    if post is None:
        raise NotYours("监理日志由监理单位、业主现场代表或村务监督填写。")
    return post.organization


def _wrong(
    unit: Unit, project: Any, day: dt.date, texts: dict[str, str], known: SiteLog | None
) -> list[Finding]:
    back = unit.parameters.get("site_log.back.days", on=unit.today, district=project.district)
    late, found = (unit.today - day).days, []
    if known is not None:
        why = f"{day} 的监理日志已由{known.by}填写，不能改写。"
        found.append(Finding("LOG_WRITTEN", why, BASIS, "在该日日志下面补充。"))
    if project.stage not in AT_WORK:
        stage = project.get_stage_display()
        found.append(Finding("STAGE_WRONG", f"项目处于“{stage}”，在建期间才写日志。", BASIS))
    if late < 0:
        found.append(Finding("DAY_FUTURE", f"{day} 还没有到。", BASIS, "当天的日志当天写。"))
    if late > back.days:
        why = f"监理日志只能补记 {back.text} 天以内的，{day} 已过 {late} 天。"
        found.append(Finding("LOG_LATE", why, back.basis, "在当天的日志里补充说明。"))
    if not texts["works"]:
        found.append(Finding("WORKS_MISSING", "没有写施工情况。", BASIS, "写明部位和完成的工作。"))
    return found
