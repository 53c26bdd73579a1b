"""The committee: proposed by posts, composed by the owner, convened, dismissed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flows.desk import desk
from flows.engine import gate
from flows.engine.findings import NotYours
from flows.engine.unit import Unit, work
from flows.orgs.kinds import OrganizationKind as K
from flows.orgs.kinds import PostCode as P
from flows.orgs.models import Post
from flows.projects.models import Guest, Project
from flows.projects.states import Stage

from ..models import AcceptanceCase, CommitteeMember
from ..states import CaseState
from .outside import shorten_accounts
from .seal import items_of

GUEST = "验收委员会"
SPEAKERS = (P.CONTRACTOR_LEAD, P.SUPERVISOR_CHIEF)
# By which post a body that has to be there takes part, where nobody of it votes.
ATTENDS = {
    K.OWNER: P.OWNER_LEAD, K.SECTOR: P.SECTOR_REVIEWER, K.DRC: P.DRC_CHIEF,
    K.AGRI: P.AGRI_CHIEF, K.TOWNSHIP: P.TOWNSHIP_CLERK, K.VILLAGE: P.VILLAGE_DIRECTOR,
    K.FINANCE: P.FINANCE_CHIEF, K.HRSS: P.HRSS_CLERK, K.OVERSIGHT: P.OVERSIGHT_DIRECTOR,
}  # fmt: skip


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
    made odd by letting the last of them speak only. Contractor and supervisor never vote, and a
    body that has to be there (``committee.required``) speaks where it has no vote.
    """
    if case.members.exists():
        return
    project = case.project
    row = unit.parameters.get("committee.members", on=unit.today, district=project.district)
    voting = [post for post in map(project_post(project), row.items) if post is not None]
    votes = len(voting) - (len(voting) + 1) % 2
    places = [Place(post, voting=i < votes, chair=i == 0) for i, post in enumerate(voting)]
    speak = [*attending(unit, case, {post.organization.kind for post in voting}), *SPEAKERS]
    spoken = [post for post in map(project_post(project), speak) if post is not None]
    _seat(unit, case, [*places, *(Place(post, voting=False) for post in spoken)])


def attending(unit: Unit, case: AcceptanceCase, there: Iterable[str]) -> list[str]:
    """The posts of the bodies that have to be in the committee and are not among ``there``."""
    asked = {"on": unit.today, "district": case.project.district}
    wanted = [*unit.parameters.get("committee.required", **asked).items]
    if unit.parameters.get("committee.village", **asked).yes:
        wanted.append(K.VILLAGE)
    return [ATTENDS[K(kind)] for kind in wanted if kind not in set(there) and K(kind) in ATTENDS]


def set_committee(case: AcceptanceCase, members: Iterable[Mapping[str, Any]], *, by: Any) -> None:
    """Replace the members while the committee is being formed.

    Each is ``{"post": Post, "voting": bool, "chair": bool, "recused": bool}``; all but the post
    may be left out (a voting member). Whoever has recused himself with a reason, whoever sits in
    his place and whoever was invited from outside by name stays the person he is. Raises
    NotYours, Stale.
    """
    places = [Place(**member) for member in members]
    with work(case.chain, by) as unit:
        case = unit.current(case)
        desk.seat_of(case, by)
        if case.state != CaseState.FORMING:
            raise NotYours("委员会只能在“成立验收委员会”时调整。")
        fixed = _kept(unit, case, places)
        _seat(unit, case, [place for place in places if place.post.pk not in fixed])
        recorded(unit, case, "set_committee", "调整委员名单")


def _kept(unit: Unit, case: AcceptanceCase, places: list[Place]) -> set[int]:
    """Take away the members, but those that are persons; the posts these sit on.

    Their part (vote, chair) is the new one; a person for whom there is no place any more leaves.
    """
    wanted = {place.post.pk: place for place in places}
    case.members.update(chair=False)
    case.members.filter(recused=False, replaces=None).exclude(post__code=P.OUTSIDE_EXPERT).delete()
    case.members.filter(recused=True, recusal_reason="", substitute=None).delete()
    there = set()
    for member in case.members.filter(recused=False).select_related("post"):
        place = wanted.get(member.post_id)
        if place is None and member.post.code != P.OUTSIDE_EXPERT:
            member.delete()
            continue
        there.add(member.post_id)
        if place is not None:
            member.voting, member.chair = place.voting, place.chair
            member.save(update_fields=["voting", "chair"])
    return there


def recorded(unit: Unit, case: AcceptanceCase, verb: str, label: str, **more: Any) -> None:
    """One entry about the committee with who is in it now, and the case is a version further."""
    case.version += 1
    unit.changed(case)
    state = case.get_state_display()
    told = {"members": [str(each) for each in case.members.filter(recused=False)]}
    unit.record(
        *(case, "edit", verb, label),
        from_state=state,
        to_state=state,
        payload=told | more.pop("payload", {}),
        **more,
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
    taken = set(case.members.exclude(user=None).values_list("user_id", flat=True))
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
    """The committee is formed: its paper is numbered by year where the owner gave no number,
    and members from outside see the project while they serve."""
    project = case.project
    if project.stage == Stage.PRE_ACCEPT:
        gate.advance(unit, project, "convene")
    if not case.appointment_number:
        case.appointment_number = f"验委〔{unit.today.year}〕{project.pk}-{case.number}号"
    case.appointed_on = case.appointed_on or unit.today
    unit.changed(case)
    for member in case.members.filter(recused=False).exclude(user=None).select_related("user"):
        invite(unit, case, member.user)


def invite(unit: Unit, case: AcceptanceCase, user: Any) -> None:
    """Let ``user`` look in while he serves, where his posts do not let him."""
    project = case.project
    if not Project.objects.visible_to(user).filter(pk=project.pk).exists():
        unit.create(Guest(project=project, user=user, reason=GUEST, started_at=unit.now))


def dismiss(unit: Unit, case: AcceptanceCase, *users: Any) -> None:
    """Concluded, or ``users`` have left: guests of the committee see the project no longer."""
    guests = case.project.guests.filter(reason=GUEST, ended_at=None)
    if users:
        guests = guests.filter(user__in=users)
    for guest in guests:
        guest = unit.current(guest)
        guest.ended_at = unit.now
        unit.changed(guest)
    if not users:
        shorten_accounts(unit, case)


def prepare_vote(unit: Unit, case: AcceptanceCase) -> None:
    """Keep the checklist the committee votes on, and give each seat to the member named for it."""
    case.verified = items_of(case, unit.terms)
    unit.changed(case)
    voting = case.members.filter(voting=True, recused=False)
    people = {member.post_id: member.user for member in voting.select_related("user")}
    for seat in desk.seats_at(case):
        if seat.holder is None:
            seat.holder = people.get(seat.post_id)
            seat.save(update_fields=["holder"])
