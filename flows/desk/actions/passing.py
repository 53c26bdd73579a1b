"""转办、委派、回避、离职移交: a seat goes to somebody else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flows.engine import registry
from flows.engine.findings import Finding, NotYours, Refused
from flows.engine.unit import Unit, work
from flows.orgs.models import User

from ..desk import seats_at
from ..laying import announce, new_seat
from ..models import Seat
from ..seats import LIVE, Place, SeatState
from ..sitting import able, barred
from .settling import allowed, my_seat, person_of, reason_of, record, seated, settle


def transfer(paper: Any, *, by: Any, reason: str, person: Any) -> None:
    """转办: ``by``'s seat goes to ``person`` (an appointment), who answers for it from now on."""
    with work(paper.chain, by) as unit:
        paper = unit.current(paper)
        allowed(paper, "transfer", "转办")
        said = reason_of(reason, "转办")
        mine, (user, post) = my_seat(unit, paper), person_of(person)
        _require_fit(paper, mine, user, post)
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
        _require_fit(paper, mine, user, post)
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
        if step.sign(paper).policy in ("quorum", "ratio"):
            _leave(unit, mine, SeatState.RECUSED)
        else:
            others = [user for user in able(paper, step, mine.post) if user != by]
            if others:
                _replace(unit, paper, mine, None, mine.post, SeatState.RECUSED, others)
            else:
                _leave(unit, mine, SeatState.RECUSED)
        record(unit, paper, mine, "recuse", "回避", opinion=said)
        settle(unit, paper)


def _leave(unit: Unit, seat: Seat, state: Any) -> None:
    seat.state, seat.decided_at, seat.decided_by = state, unit.now, unit.by
    seat.save(update_fields=["state", "decided_at", "decided_by"])


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
    seat.attached.filter(state__in=LIVE).update(attached_to=fresh)
    announce(unit, paper, fresh)
    return fresh


def _require_fit(paper: Any, mine: Seat, user: User, post: Any) -> None:
    """Raise Refused unless ``user`` may sit here: not barred, not seated, of the right house."""
    cure = "请选择其他人员。"
    if barred(paper, registry.desk.step_of(paper), user):
        why = f"{user}是发起人或已办理过须分设的环节，不能办理。"
        raise Refused([Finding("BARRED", why, cure=cure)])
    if seated(seats_at(paper), user, post):
        raise Refused([Finding("SEATED_ALREADY", f"{user}在本环节已有席位。", cure=cure)])
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

    A seat whose post the successor does not hold, or which he may not sign, goes back into the
    queue of its post. Returns one result for each seat.
    """
    said = reason_of(reason, "移交")
    if leaver == successor or not successor.is_active:
        raise NotYours("请选择另一位在岗人员接手。")
    held = Seat.objects.filter(holder=leaver, state__in=LIVE).select_related("chain")
    return [_hand_on(seat, successor, by, said) for seat in held.order_by("id")]


def _hand_on(seat: Seat, successor: User, by: Any, said: str) -> HandedOver:
    model = registry.flows()[seat.paper].paper
    paper = model.objects.select_related("project__chain").get(pk=seat.paper_id)
    with work(seat.chain, by) as unit:
        fresh = Seat.objects.select_related("post__organization", "task").get(pk=seat.pk)
        fits = fresh.post in successor.posts and not barred(paper, fresh.task.flow_task, successor)
        fresh.holder = successor if fits else None
        fresh.save(update_fields=["holder"])
        to = str(successor) if fits else f"{fresh.post}待领"
        record(unit, paper, fresh, "hand_over", "移交", opinion=said, payload={"to": to})
        if fits:
            announce(unit, paper, fresh)
        return HandedOver(fresh, to)
