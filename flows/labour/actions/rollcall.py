"""点名: who was there is counted on site, with place, time and photos; a sheet does not beat it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flows.documents.actions import keep
from flows.documents.filetypes import BadFile, kind_of
from flows.engine.findings import Finding, Refused
from flows.engine.privacy import scrub
from flows.engine.unit import Unit
from flows.projects.states import Stage

from ..models import Attendance, Engagement, RollCall
from ..states import PRESENT
from . import marks
from .leaving import after_the_last
from .people import catch_up

BASIS = "实施意见三(四)；保障农民工工资支付条例28"
AT_WORK = (Stage.CONSTRUCTION, Stage.SUSPENDED)
PICTURES = ("jpg", "png")


@dataclass(frozen=True)
class Roll:
    """What was counted: ``portions`` by engagement (1, 0.5, 0 for absent), heads, place, photos."""

    day: dt.date
    token: uuid.UUID
    portions: Mapping[int, Decimal]
    counted: int
    place: str
    photos: tuple[tuple[str, bytes], ...] = ()
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    note: str = ""

    @property
    def present(self) -> int:
        return sum(1 for portion in self.portions.values() if portion)


def take_roll(unit: Unit, project: Any, roll: Roll) -> RollCall:
    """Write ``roll`` and make it stand for its day; sent twice (the same token) it is one.

    Raises Refused and BadFile.
    """
    done = RollCall.objects.filter(token=roll.token, project=project).first()
    if done is not None:
        return done
    catch_up(unit, project)
    if wrong := [*not_now(unit, project, roll), *_incomplete(unit, project, roll)]:
        raise Refused(wrong)
    absent = sorted(key for key, portion in roll.portions.items() if not portion)
    call = RollCall(
        project=project, day=roll.day, at=unit.now, place=scrub(roll.place.strip()),
        latitude=roll.latitude, longitude=roll.longitude, counted=roll.counted, by=unit.by,
        token=roll.token, note=scrub(roll.note.strip()), absent=absent,
    )  # fmt: skip
    unit.create(call)
    _mark(unit, project, roll, call)
    for name, content in roll.photos:
        if kind_of(name, content) not in PICTURES:
            raise BadFile("点名照片只收 jpg、png 图片。")
        keep(unit, call, name=name, content=content, kind="点名照片")
    unit.record(
        None, "labour", "call_roll", "现场点名", opinion=roll.note,
        payload={"day": roll.day.isoformat(), "present": roll.present, "absent": len(absent),
                 "counted": roll.counted, "photos": len(roll.photos)},
    )  # fmt: skip
    return call


def _mark(unit: Unit, project: Any, roll: Roll, call: RollCall) -> None:
    known = marks.live(project, roll.day)
    wanted = {(person, roll.day): portion for person, portion in roll.portions.items()}
    same = [
        row.pk for key, row in known.items()
        if not row.locked and wanted.get(key) == row.portion
    ]  # fmt: skip
    Attendance.objects.filter(pk__in=same).update(roll_call=call)  # said by a sheet, now counted
    marks.put(unit, known, wanted, marks.Source(roll_call=call, reason="现场点名更正"))


def not_now(unit: Unit, project: Any, roll: Roll) -> Iterator[Finding]:
    """Whether the day may be called today: the project at work, not ahead, not too long ago."""
    back = unit.parameters.get("rollcall.back.days", on=unit.today, district=project.district)
    late = (unit.today - roll.day).days
    if project.stage not in AT_WORK:
        stage = project.get_stage_display()
        yield Finding("STAGE_WRONG", f"项目处于“{stage}”，在建期间才能点名。", BASIS)
    if (frozen := after_the_last(project, roll.day)) is not None:
        yield frozen
    if late < 0:
        yield Finding("DAY_FUTURE", f"{roll.day} 还没有到，不能点名。", BASIS)
    if late > back.days:
        yield Finding(
            "ROLLCALL_LATE", f"点名只能补登 {back.text} 天以内的，{roll.day} 已过 {late} 天。",
            back.basis, "在当月考勤表中如实填写，或由劳资专管员写明理由补记考勤。",
        )  # fmt: skip
    elif late > 0 and not roll.note.strip():
        yield Finding(
            "ROLLCALL_NOTE", "补登以前的点名要写明原因。", back.basis, "在“补登说明”中写明。"
        )


def _incomplete(unit: Unit, project: Any, roll: Roll) -> Iterator[Finding]:
    known = Engagement.objects.filter(project=project, pk__in=roll.portions)
    if not roll.portions:
        yield Finding("ROLLCALL_EMPTY", "还没有点到人。", BASIS, "逐人选全天、半天或缺勤。")
    if known.filter(state__in=PRESENT).count() < len(roll.portions):
        yield Finding(
            "NOT_ON_ROSTER", "点到的人里有不在名册、未经审核或已离场的。", BASIS, "请刷新页面。"
        )
    if set(roll.portions.values()) - set(marks.PORTIONS):
        yield Finding("PORTION_WRONG", "每人只能是全天、半天或缺勤。", BASIS)
    if not roll.place.strip():
        yield Finding("PLACE_MISSING", "请填写点名地点。", BASIS)
    least = unit.parameters.get("rollcall.photos.min", on=unit.today, district=project.district)
    most = unit.parameters.get("rollcall.photos.max", on=unit.today, district=project.district)
    few = len(roll.photos) < least.days and least.strength == "block"
    if few or len(roll.photos) > most.days:
        yield Finding(
            "PHOTOS_WRONG", f"点名照片 {least.text}—{most.text} 张，现在 {len(roll.photos)} 张。",
            least.basis, "拍下点名现场的照片一并提交。",
        )  # fmt: skip
