"""The committee: proposed by posts, composed by the owner, convened, dismissed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flows.desk import desk
from flows.engine import clock, gate
from flows.engine.findings import NotYours, Terms
from flows.engine.models import Parameter
from flows.engine.unit import Unit, work
from flows.orgs.models import Post
from flows.projects.models import Guest, Project
from flows.projects.states import Stage

from ..figures.dossier import dossier
from ..models import AcceptanceCase, CommitteeMember
from ..rules.checklist import checklist
from ..states import CaseState

GUEST = "验收委员会"
SPEAKERS = ("contractor.lead", "supervisor.chief")


@dataclass(frozen=True)
class Place:
    """A place in the committee: the holder of ``post`` sits."""

    post: Post
    voting: bool = True
    chair: bool = False
    recused: bool = False


def propose_committee(unit: Unit, case: AcceptanceCase) -> None:
    """The default committee, when there is none yet: bodies the project lacks are left out.

    Parameter ``committee.members`` lists the voting posts, the chair first; an even number is
    made odd by letting the last of them speak only. Contractor and supervisor never vote.
    """
    if case.members.exists():
        return
    project = case.project
    row = unit.parameters.get("committee.members", on=unit.today, district=project.district)
    voting = [post for post in map(project_post(project), row.items) if post is not None]
    votes = len(voting) - (len(voting) + 1) % 2
    places = [Place(post, voting=i < votes, chair=i == 0) for i, post in enumerate(voting)]
    spoken = [post for post in map(project_post(project), SPEAKERS) if post is not None]
    _seat(unit, case, [*places, *(Place(post, voting=False) for post in spoken)])


def set_committee(case: AcceptanceCase, members: Iterable[Mapping[str, Any]], *, by: Any) -> None:
    """Replace the members while the committee is being formed.

    Each is ``{"post": Post, "voting": bool, "chair": bool, "recused": bool}``; all but the post
    may be left out (a voting member). Raises NotYours, Stale.
    """
    places = [Place(**member) for member in members]
    with work(case.chain, by) as unit:
        case = unit.current(case)
        desk.seat_of(case, by)
        if case.state != CaseState.FORMING:
            raise NotYours("委员会只能在“成立验收委员会”时调整。")
        case.members.all().delete()
        _seat(unit, case, places)
        case.version += 1
        unit.changed(case)
        state = case.get_state_display()
        unit.record(
            case,
            "edit",
            "set_committee",
            "调整委员名单",
            from_state=state,
            to_state=state,
            payload={"members": [str(member) for member in case.members.all()]},
        )


def project_post(project: Project) -> Callable[[str], Post | None]:
    """Looks a post up by its code: None where the body does not exist or nobody holds the post."""

    def find(code: str) -> Post | None:
        try:
            post = project.post(code)
        except LookupError:
            return None
        return post if post.holders else None

    return find


def _seat(unit: Unit, case: AcceptanceCase, places: list[Place]) -> None:
    """One row per place; nobody sits twice, whoever of a post's holders sits already is passed."""
    taken: set[int] = set()
    for place in places:
        post = place.post
        able = [user for user in post.holders if user.pk not in taken]
        if not able and post.holders:
            continue
        user = able[0] if able else None
        taken |= {user.pk} if user else set()
        unit.create(
            CommitteeMember(
                case=case,
                organization=post.organization,
                post=post,
                user=user,
                voting=place.voting,
                chair=place.chair,
                recused=place.recused,
            )
        )


def convene(unit: Unit, case: AcceptanceCase) -> None:
    """The committee is formed: members from outside see the project while they serve."""
    project = case.project
    if project.stage == Stage.PRE_ACCEPT:
        gate.advance(unit, project, "convene")
    for member in case.members.filter(recused=False).exclude(user=None).select_related("user"):
        if not Project.objects.visible_to(member.user).filter(pk=project.pk).exists():
            guest = Guest(project=project, user=member.user, reason=GUEST, started_at=unit.now)
            unit.create(guest)


def dismiss(unit: Unit, case: AcceptanceCase) -> None:
    """Concluded: guests of the committee see the project no longer."""
    for guest in case.project.guests.filter(reason=GUEST, ended_at=None):
        guest = unit.current(guest)
        guest.ended_at = unit.now
        unit.changed(guest)


def prepare_vote(unit: Unit, case: AcceptanceCase) -> None:
    """Keep the checklist the committee votes on, and give each seat to the member named for it."""
    case.verified = _snapshot(case)
    unit.changed(case)
    people = {member.post_id: member.user for member in case.members.filter(voting=True)}
    for seat in desk.seats_at(case):
        if seat.holder is None:
            seat.holder = people.get(seat.post_id)
            seat.save(update_fields=["holder"])


def _snapshot(case: AcceptanceCase) -> list[dict[str, Any]]:
    """The items without names: who is meant is looked up live, by those who may see it."""
    terms = Terms(clock.today(case.chain), Parameter.snapshot())
    shown = ("code", "value", "target", "verdict", "strength", "message", "rows")
    items = [item.as_json() for item in checklist(dossier(case), terms)]
    return [{key: item[key] for key in shown} for item in items]
