"""What every page of a paper needs: find it in scope, lay it out, answer a conflict."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from flows.audit.models import Chain, Entry
from flows.engine import clock, machine, registry
from flows.engine.deadlines import Calendar
from flows.engine.findings import Busy, Terms
from flows.engine.models import Parameter
from flows.engine.paper import label_of
from flows.engine.privacy import scrub

from . import inbox
from .ballots import CLOSED, sealed
from .buttons import Buttons, buttons_of
from .desk import seats_at
from .facts import address_of, facts_of
from .forms import InputForm
from .limits import clock_of
from .models import Copy, Seat
from .panels import context_of
from .phrases import phrases_for
from .seats import LIVE, Place, SeatState
from .sitting import signer
from .verbs import Here, open_verbs
from .waiting import rows_of, waiting_on

SHOWN = 30  # trail entries on the page of a paper; the rest is one click away
SEAT_TONES = {
    SeatState.OPEN: "info",
    SeatState.AGREED: "ok",
    SeatState.REFUSED: "bad",
    SeatState.RETURNED: "warn",
    SeatState.ABSTAINED: "warn",
}
POLICIES = {
    "all": "会签：各席全部同意方为通过，任一席不同意即为不通过。",
    "any": "任一席办理即可。",
    "turn": "依次签署：前一席同意后轮到下一席。",
}


def find_paper(user: Any, kind: str, pk: int) -> Any:
    """The paper of ``kind``; 404 where there is none in ``user``'s scope."""
    flow = registry.flows().get(kind)
    found = (
        flow
        and flow.paper.objects.visible_to(user)
        .select_related("project__chain", "initiator")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found


def terms_of(chain: Chain) -> Terms:
    """The day and the parameters rules are judged by when nothing is being changed."""
    return Terms(clock.today(chain), Parameter.snapshot())


def conflict(
    request: HttpRequest, error: Exception, *, back: str, opinion: str = "", kept: Any = ()
) -> HttpResponse:
    """409: what happened, and everything the person has typed."""
    message = str(error) or str(Busy.__doc__)
    return render(
        request,
        "409.html",
        {"message": message, "opinion": scrub(opinion), "kept": kept, "back_url": back},
        status=409,
    )


def paper_context(
    request: HttpRequest, paper: Any, *, form: InputForm | None = None, **typed: Any
) -> dict[str, Any]:
    """Everything the decision page shows. ``typed`` is kept text and what was refused."""
    buttons = buttons_of(paper, request.user, terms_of(paper.project.chain))
    seats, panels = seats_at(paper), context_of(paper, request.user)
    if form is None:
        form = InputForm(buttons.shown)
        form.initial = panels.get("suggested", {})
    return {
        **_standing(paper, request.user, seats),
        "findings": buttons.findings,
        "buttons": buttons.shown,
        "seated": buttons.seated,
        "fields": form,
        "draft_key": f"{request.user.pk}:{type(paper).__name__}:{paper.pk}",
        "next": None if buttons.seated else next_task(request.user, paper),
        "waiting": [] if buttons.seated else rows_of(waiting_on(paper, buttons.findings)),
        "editable": buttons.seated and bool(paper.EDITABLE.get(paper.state)),
        "verbs": open_verbs(Here(paper, request.user, seats)),
        "phrases": phrases_for(request.user),
        "copy": unread_copy(request.user, paper),
        **panels,
        **typed,
    }


def _standing(paper: Any, user: Any, seats: list[Seat]) -> dict[str, Any]:
    """What the page says of the paper itself: facts, step, seats, due date, history."""
    project, chain = paper.project, paper.project.chain
    step = registry.desk.step_of(paper)
    return {
        "paper": paper,
        "project": project,
        "simulated_at": chain.simulated_at,
        "crumbs": crumbs_of(paper),
        "state": label_of(paper),
        "step": step,
        "facts": facts_of(paper, hidden=step.hides if step else ()),
        "funds": project.funds.order_by("source"),
        "seats": seat_rows(seats, step, user),
        "policy": policy_of(paper, step),
        "entries": history(chain, paper, user),
        "kind": type(paper).__name__,
        "here": address_of(paper),
        "trail_url": reverse("trail", args=[project.code]),
        "claimable": claimable(seats, user),
        "releasable": releasable(seats, user),
        **due_facts(seats, step, chain),
    }


def unread_copy(user: Any, paper: Any) -> Copy | None:
    """What was laid before ``user`` to be read, and has not been."""
    mine = Copy.objects.filter(paper=type(paper).__name__, paper_id=paper.pk, recipient=user)
    return mine.filter(read_at=None).select_related("by").first()


def crumbs_of(paper: Any, last: str = "") -> list[dict[str, str]]:
    project = paper.project
    found = [
        {"label": "项目", "href": reverse("projects")},
        {"label": project.name, "href": reverse("project", args=[project.code])},
        {"label": paper.title, "href": address_of(paper) if last else ""},
    ]
    return [*found, {"label": last, "href": ""}] if last else found


def due_facts(seats: list[Seat], step: Any, chain: Chain) -> dict[str, Any]:
    if not seats:
        return {}
    today, calendar = clock.today(chain), Calendar.load()
    shown = inbox.due_of(seats[0].due_on, step, today, calendar)
    return shown | {"clock": clock_of(seats, step, today, calendar)}


def next_task(user: Any, paper: Any) -> dict[str, str] | None:
    """What ``user`` should open after ``paper``."""
    seat = inbox.next_for(user, but=paper)
    if seat is None:
        return None
    return {
        "label": f"{seat.project_name} · {seat.step_label}",
        "href": reverse("paper", args=[seat.paper, seat.paper_id]),
    }


def claimable(seats: list[Seat], user: Any) -> Seat | None:
    """The seat ``user`` could take from his post's queue."""
    posts = {post.pk for post in user.posts}
    return next(
        (
            seat
            for seat in seats
            if seat.state == SeatState.OPEN and seat.holder is None and seat.post_id in posts
        ),
        None,
    )


def releasable(seats: list[Seat], user: Any) -> Seat | None:
    """The seat ``user`` has taken and a colleague in the same post could sign."""
    for seat in seats:
        if seat.state == SeatState.OPEN and seat.holder == user and len(seat.post.holders) > 1:
            return seat
    return None


def seat_rows(seats: list[Seat], step: Any, user: Any) -> list[dict[str, Any]]:
    """The step's seats; where they vote blind, another's opinion stays closed until the end."""
    choices = dict(step.choices) if step else {}
    blind = step is not None and step.blind
    return [
        {
            "organization": seat.post.organization.name,
            "post": seat.post.title,
            "place": Place(seat.place).label if seat.place else "",
            "kept": seat.kept,
            "holder": _sitter(seat),
            "decision": CLOSED if closed else _said(seat, choices),
            "tone": "neutral" if closed else SEAT_TONES.get(SeatState(seat.state), "neutral"),
            "opinion": "" if closed else seat.opinion,
            "decided_at": seat.decided_at,
        }
        for seat in seats
        for closed in [blind and bool(seat.decided_at) and seat.decided_by_id != user.pk]
    ]


def _sitter(seat: Seat) -> str:
    if seat.decided_by is not None:
        return signer(seat)
    return str(seat.holder) if seat.holder else "待领" if seat.state in LIVE else ""


def _said(seat: Seat, choices: dict[str, str]) -> str:
    return choices.get(seat.choice) or str(seat.get_state_display())


def policy_of(paper: Any, step: Any) -> str:
    """How the seats of the step decide, in words."""
    if step is None:
        return ""
    sign = step.sign(paper)
    if sign.policy == "quorum":
        return f"票签：{sign.count} 席同意即为通过。"
    if sign.policy == "ratio":
        return f"表决：到会不少于 {sign.quorum:.0%}，同意超过 {sign.share:.0%} 为通过；弃权计到会、不计同意。"
    return POLICIES[sign.policy]


def expected(request: HttpRequest) -> int:
    """The version the person has seen; a form without one has seen nothing."""
    seen = request.POST.get("expect", "")
    return int(seen) if seen.isdecimal() and len(seen) < 10 else -1


def kept(form: Any) -> list[dict[str, str]]:
    """What was typed into the fields, to be copied from the conflict page."""
    return [
        {"label": str(field.label), "value": scrub(str(field.value()))}
        for field in form
        if field.value() not in (None, "", [], False)
    ]


def history(chain: Chain, paper: Any, user: Any) -> list[dict[str, Any]]:
    entries = chain.entries.filter(paper=type(paper).__name__, paper_id=paper.pk)
    return timeline(entries.order_by("-sequence")[:SHOWN], user, tones_of(type(paper)))


def timeline(
    entries: Iterable[Entry], user: Any, tones: dict[str, str] | None = None, *, paper: bool = False
) -> list[dict[str, Any]]:
    """``entries`` as ``user`` may read them; ``paper``: each says which paper it is about."""
    shown = list(entries)
    closed = sealed(shown, user)
    return [told(e, tones or {}, paper=paper, closed=e.pk in closed) for e in shown]


def tones_of(model: Any) -> dict[str, str]:
    """Move → colour, as the paper's machine declares it."""
    return {each.name: each.custom["tone"] for each in machine.transitions(model)}


def told(
    entry: Entry, tones: dict[str, str], *, paper: bool = False, closed: bool = False
) -> dict[str, Any]:
    """One trail entry as the timeline shows it; of a ``closed`` one only that it is there."""
    moved = entry.from_state != entry.to_state
    label = CLOSED if closed else entry.label
    what = f"{entry.step}：{label}" if entry.step and entry.kind == "sign" else label
    return {
        "when": entry.happened_at,
        "who": entry.actor_name,
        "post": entry.actor_post,
        "what": what,
        "paper": entry.paper_title if paper else "",
        "opinion": "" if closed else entry.opinion,
        "from_label": entry.from_state if moved else "",
        "to_label": entry.to_state if moved else "",
        "tone": "neutral" if closed else tones.get(entry.move, "neutral"),
        "simulated": entry.simulated,
        "hash": entry.digest,
    }


__all__ = ["Buttons", "conflict", "find_paper", "paper_context", "terms_of", "timeline", "tones_of"]
