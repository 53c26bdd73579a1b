"""转办、委派、回避、离职移交: a seat goes to somebody else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flows.engine import registry
from flows.engine.findings import Finding, NotYours, Refused
from flows.engine.unit import Unit, work
from flows.orgs.kinds import PostCode
from flows.orgs.models import User

from ..desk import seats_at
from ..incidents import report
from ..laying import announce, new_seat
from ..models import Seat
from ..seats import LIVE, SPOKEN, Place, SeatState
from ..sitting import able, barred
from .settling import (
    allowed,
    close_attached,
    my_seat,
    person_of,
    reason_of,
    record,
    require_fit,
    settle,
    sits,
)


def transfer(paper: Any, *, by: Any, reason: str, person: Any) -> None:
    """转办: ``by``'s seat goes to ``person`` (an appointment), who answers for it from now on."""
    with work(paper.chain, by) as unit:
        paper = unit.current(paper)
        allowed(paper, "transfer", "转办")
        said = reason_of(reason, "转办")
        mine, (user, post) = my_seat(unit, paper), person_of(person)
        require_fit(paper, user, post, instead_of=mine)
        _require_house(mine, by, user, post)
        _replace(unit, paper, mine, user, post, SeatState.MOVED)
        record(unit, paper, mine, "transfer", "转办", opinion=said, payload={"to": str(user)})
        settle(unit, paper)


def delegate(paper: Any, *, by: Any, reason: str, person: Any) -> None:
    """委派: ask ``person`` for an opinion; the seat waits and comes back with it."""
    with work(paper.chain, by) as unit:
        paper = unit.current(paper)
        step = allowed(paper, "delegate", "委派")
        said = reason_of(reason, "委派")
        mine, (user, post) = my_seat(unit, paper), person_of(person)
        if mine.place == Place.ADVICE:
            raise Refused([_no_chain("受委派的不能再委派。")])
        require_fit(paper, user, post, instead_of=mine)
        _require_house(mine, by, user, post)
        if mine.holder is None:  # it comes back to who asked, not to the queue
            mine.holder = unit.on_behalf or by
            mine.save(update_fields=["holder"])
        seat = new_seat(
            unit, paper, mine.task, step, post, mine.order,
            holder=user, attached_to=mine, place=Place.ADVICE, added_by=by,
        )  # fmt: skip
        unit.create(seat)
        announce(unit, paper, seat)
        record(unit, paper, mine, "delegate", "委派", opinion=said, payload={"to": str(user)})
        settle(unit, paper)


def recuse(paper: Any, *, by: Any, reason: str) -> None:
    """回避: ``by`` leaves his seat for good, with a reason.

    A post's seat goes to another holder of the post; a vote goes on without the voice, which
    leaves quorum and majority. Refused where nobody would be left who could decide.
    """
    with work(paper.chain, by) as unit:
        paper = unit.current(paper)
        step = allowed(paper, "recuse", "回避")
        said = reason_of(reason, "回避")
        mine = my_seat(unit, paper)
        others = [] if step.sign(paper).policy in ("quorum", "ratio") else _others(paper, mine, by)
        if others:
            _replace(unit, paper, mine, None, mine.post, SeatState.RECUSED, others)
        else:
            _leave(unit, mine, SeatState.RECUSED)
            close_attached(mine)
        record(unit, paper, mine, "recuse", "回避", opinion=said)
        settle(unit, paper)


def _others(paper: Any, mine: Seat, by: Any) -> list[User]:
    """Colleagues of the post who could sign the seat instead of ``by`` (whom he stood in for, too)."""
    seats = [seat for seat in seats_at(paper) if seat.pk != mine.pk]
    return [
        user
        for user in able(paper, registry.desk.step_of(paper), mine.post)
        if user != by and not any(sits(seat, user, mine.post) for seat in seats)
    ]


def _leave(unit: Unit, seat: Seat, state: Any) -> None:
    """``seat`` has gone; who has withdrawn is who stands in it."""
    seat.state, seat.decided_at, seat.decided_by = state, unit.now, unit.by
    seat.on_behalf = unit.on_behalf
    if state == SeatState.RECUSED:
        seat.holder = unit.by
    seat.save(update_fields=["state", "decided_at", "decided_by", "on_behalf", "holder"])


def _replace(
    unit: Unit,
    paper: Any,
    seat: Seat,
    user: User | None,
    post: Any,
    state: Any,
    others: list[User] | None = None,
) -> Seat:
    """Lay ``seat`` anew for ``user`` (or the queue of ``post``) in the same place and order."""
    holder = user or (others[0] if others and len(others) == 1 else None)
    _leave(unit, seat, state)
    fresh = new_seat(
        unit, paper, seat.task, registry.desk.step_of(paper), post, seat.order,
        holder=holder, attached_to=seat.attached_to, place=seat.place, added_by=seat.added_by,
    )  # fmt: skip
    fresh.weight, fresh.holder = seat.weight, holder
    unit.create(fresh)
    # What was added to the seat goes with it, answered or not: an answer given stays given.
    seat.attached.filter(state__in=(*LIVE, *SPOKEN)).update(attached_to=fresh)
    announce(unit, paper, fresh)
    return fresh


def _require_house(mine: Seat, by: Any, user: User, post: Any) -> None:
    """Raise Refused where ``user`` has the seat already, or ``post`` is of another house."""
    cure = "请选择其他人员。"
    if user.pk in (mine.holder_id, by.pk):
        raise Refused([Finding("SEATED_ALREADY", f"这一席现在就由{user}办理。", cure=cure)])
    if post.organization_id != mine.post.organization_id:
        why = f"{user}不在{mine.post.organization}，只能交给本单位的人员。"
        raise Refused([Finding("OTHER_HOUSE", why, cure=cure)])


def _no_chain(why: str) -> Finding:
    return Finding("NO_CHAIN", why, cure="请先提出意见，由委派人办理。")


@dataclass(frozen=True)
class HandedOver:
    """One seat of a leaver: where it went, or why it could not."""

    seat: Seat
    to: str


def hand_over(leaver: User, successor: User, *, by: Any, reason: str) -> list[HandedOver]:
    """离职、调岗: give every open seat of ``leaver`` to ``successor``, each in a unit of its own.

    By an administrator. A seat whose post the successor does not hold, or which he may not sign,
    goes back into the queue of its post; where nobody is left in it, an incident says so. Returns
    one result for each seat.
    """
    said = reason_of(reason, "移交")
    if not by.holds(PostCode.ADMIN_SYSTEM):
        raise NotYours("移交由系统管理员办理。")
    if leaver == successor or not successor.is_active:
        raise NotYours("请选择另一位在岗人员接手。")
    held = Seat.objects.filter(holder=leaver, state__in=LIVE).select_related("chain")
    found = (_hand_on(seat, successor, by, said) for seat in held.order_by("id"))
    return [each for each in found if each is not None]


def _hand_on(seat: Seat, successor: User, by: Any, said: str) -> HandedOver | None:
    """One seat; None where it has been decided or passed on meanwhile."""
    model = registry.flows()[seat.paper].paper
    paper = model.objects.select_related("project__chain").get(pk=seat.paper_id)
    with work(seat.chain, by) as unit:
        fresh = Seat.objects.select_related("post__organization", "task").get(pk=seat.pk)
        if fresh.state not in LIVE or fresh.holder_id != seat.holder_id:
            return None
        paper = unit.current(paper)
        fits = _fits(paper, fresh, successor)
        fresh.holder = successor if fits else None
        fresh.save(update_fields=["holder"])
        to = str(successor) if fits else f"{fresh.post}待领"
        record(unit, paper, fresh, "hand_over", "移交", opinion=said, payload={"to": to})
        report(unit, paper, fresh.task, fresh.task.flow_task, [fresh])
        if fresh.state == SeatState.OPEN:
            announce(unit, paper, fresh)
        return HandedOver(fresh, to)


def _fits(paper: Any, seat: Seat, user: User) -> bool:
    others = [each for each in seats_at(paper) if each.pk != seat.pk]
    if seat.post not in user.posts or any(sits(each, user, seat.post) for each in others):
        return False
    return not barred(paper, seat.task.flow_task, user)
