"""抄送、催办: let somebody read it, and hurry those on whose desk it lies."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flows.engine.findings import Finding, NotYours, Refused
from flows.engine.privacy import scrub
from flows.engine.unit import Unit, work

from ..copies import copy_to, sees
from ..desk import require_running, seats_at, task_of
from ..models import Seat
from ..seats import SeatState
from ..sitting import able
from .settling import allowed, person_of, record


def copy(paper: Any, *, by: Any, person: Any, reason: str = "") -> None:
    """抄送: lay ``paper`` before ``person`` to be read. By whom it lies with or who has signed."""
    with work(paper.chain, by) as unit:
        paper = unit.current(paper)
        allowed(paper, "copy", "抄送")
        if not takes_part(paper, by):
            raise NotYours("由发起人、承办人或已办理的人抄送。")
        user, _ = person_of(person)
        if not sees(user, paper):
            raise NotYours(f"{user}无权查看该项目，不能抄送。")
        note = scrub(reason).strip()[:200]
        if not copy_to(unit, paper, [user], note=note):
            raise Refused([Finding("COPIED_ALREADY", f"已经抄送过{user}。", cure="不必重复抄送。")])
        record(unit, paper, None, "copy", "抄送", opinion=note, payload={"to": str(user)})


def remind(paper: Any, *, by: Any, reason: str = "") -> None:
    """催办: tell those on whose desk ``paper`` lies. Limited (参数 remind.*) and recorded."""
    with work(paper.chain, by) as unit:
        paper = unit.current(paper)
        allowed(paper, "remind", "催办")
        if not takes_part(paper, by):
            raise NotYours("由发起人或已办理的人催办。")
        require_running(paper)
        task, seats = task_of(paper), seats_at(paper)
        assert task is not None
        past = _reminders(unit, paper, task.created)
        _require_patience(unit, past)
        waiting = [seat for seat in seats if seat.state == SeatState.OPEN]
        asked = dict.fromkeys(user for seat in waiting for user in _people(paper, seat))
        people = [person for person in asked if person != by]
        if not people:
            raise Refused(
                [Finding("NOBODY_TO_REMIND", "现在没有可以催办的人。", cure="请看“为什么卡住”。")]
            )
        said = scrub(reason).strip()[:200]
        for person in people:
            _hurry(unit, paper, task, person, said, len(past))
        names = "、".join(map(str, people))
        record(unit, paper, None, "remind", "催办", opinion=said, payload={"to": names})


def _hurry(unit: Unit, paper: Any, task: Any, person: Any, said: str, time: int) -> None:
    unit.tell(
        person,
        f"remind:{task.pk}:{time}:{person.pk}",
        f"催办：{paper.project.name} · {task.flow_task.label}",
        f"{unit.by}催办{paper.title}。{said}",
        f"/papers/{type(paper).__name__}/{paper.pk}/",
        kind="reminder",
    )


def takes_part(paper: Any, user: Any) -> bool:
    """Whether ``user`` began ``paper``, has a seat at its step, or has signed it."""
    if paper.initiator_id == user.pk:
        return True
    mine = Seat.objects.filter(paper=type(paper).__name__, paper_id=paper.pk)
    return bool(mine.of(user).exists())


def _people(paper: Any, seat: Seat) -> list[Any]:
    return [seat.holder] if seat.holder else able(paper, seat.task.flow_task, seat.post)


def _reminders(unit: Unit, paper: Any, since: dt.datetime) -> list[Any]:
    entries = unit.chain.entries.filter(
        kind="seat", move="remind", paper=type(paper).__name__, paper_id=paper.pk
    )
    return list(entries.filter(happened_at__gte=since).order_by("sequence"))


def _require_patience(unit: Unit, past: list[Any]) -> None:
    """Raise Refused after too many reminders, or one too soon."""
    most = unit.parameters.get("remind.most", on=unit.today)
    hours = unit.parameters.get("remind.hours", on=unit.today)
    if len(past) >= int(most.number):
        why = f"本环节已催办 {len(past)} 次，达到上限。"
        raise Refused(
            [Finding("REMINDED_ENOUGH", why, most.basis, "到时限仍未办的由系统升级提醒。")]
        )
    if past and unit.now - past[-1].happened_at < dt.timedelta(hours=int(hours.number)):
        why = f"{past[-1].actor_name}刚催办过，{hours.text} 小时内不再重复催办。"
        raise Refused([Finding("REMINDED_LATELY", why, hours.basis, "请稍后再催。")])
