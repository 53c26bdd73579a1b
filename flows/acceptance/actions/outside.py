"""外部委员: an expert from outside sits in one committee, with an account for this one project.

No private data but his name and his house. The account ends by itself: some days after it was
made, and soon after the conclusion. It lives in the real world, so its days are real ones even
where the project runs on a simulated clock.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from flows.desk import desk
from flows.engine import clock
from flows.engine.findings import Finding, NotYours, Refused
from flows.engine.privacy import scrub
from flows.engine.unit import Unit, work
from flows.orgs.first_password import first_password, random_name
from flows.orgs.kinds import OrganizationKind, PostCode
from flows.orgs.models import Appointment, Organization, Post, User

from ..models import AcceptanceCase, CommitteeMember
from ..states import CaseState

BASIS = "个人信息保护法6"
MOST_NAME, MOST_BODY = 40, 60


class Invited(NamedTuple):
    """A member with the password that opens his account once; nothing keeps it."""

    member: CommitteeMember
    username: str
    password: str


def invite_outsider(
    case: AcceptanceCase, *, name: str, organization: str, voting: bool, by: Any
) -> Invited:
    """Seat somebody from outside while the committee is being formed, with an account of his own.

    The same house sits once: two votes of one house would be one. Raises NotYours, Refused.
    """
    with work(case.chain, by) as unit:
        case = unit.current(case)
        desk.seat_of(case, by)
        if case.state != CaseState.FORMING:
            raise NotYours("外部委员在“成立验收委员会”时邀请。")
        name, organization = scrub(name).strip(), scrub(organization).strip()
        _require_invitable(case, name, organization)
        user, post, plain = _account(unit, case, name, organization)
        member: CommitteeMember = unit.create(
            CommitteeMember(
                case=case, organization=post.organization, post=post, user=user, voting=voting
            )
        )
        _record(unit, case, "invite_outsider", "邀请外部委员", user)
        return Invited(member, user.username, plain)


def renew_password(member: CommitteeMember, *, by: Any) -> Invited:
    """A new first password for a member from outside who has lost his, by who leads the case."""
    with work(member.case.chain, by) as unit:
        case = unit.current(member.case)
        desk.seat_of(case, by)
        user = member.user
        if member.post.code != PostCode.OUTSIDE_EXPERT or user is None or not user.is_active:
            raise NotYours("只能为在册的外部委员重设口令。")
        plain, user.password = first_password()
        user.must_change_password = True
        user.save(update_fields=["password", "must_change_password"])
        _record(unit, case, "renew_password", "重设外部委员口令", user)
        return Invited(member, user.username, plain)


def _require_invitable(case: AcceptanceCase, name: str, organization: str) -> None:
    wrong = []
    if not 0 < len(name) <= MOST_NAME or not 0 < len(organization) <= MOST_BODY:
        said = f"请写明姓名（至多 {MOST_NAME} 字）和单位（至多 {MOST_BODY} 字）。"
        wrong.append(Finding("OUTSIDER_UNNAMED", said, BASIS, "填写后再邀请。"))
    project = case.project
    bodies = (project.contractor, project.supervisor)
    if any(body is not None and body.name == organization for body in bodies):
        said = f"{organization}是本项目的施工或监理单位。"
        wrong.append(Finding("OUTSIDER_PARTIAL", said, "建设工程质量管理条例16", "另请其他单位的专家。"))  # fmt: skip
    if case.members.filter(organization__name=organization, recused=False).exists():
        said = f"{organization}已有委员，一个单位一席。"
        wrong.append(Finding("OUTSIDER_TWICE", said, "实施意见五(一)", "另请其他单位的专家。"))
    if wrong:
        raise Refused(wrong)


def _account(
    unit: Unit, case: AcceptanceCase, name: str, organization: str
) -> tuple[User, Post, str]:
    """His house (one for each project: two projects never share a desk), post and account."""
    project, today = case.project, clock.today()
    asked = {"on": unit.today, "district": project.district}
    days = unit.parameters.get("committee.account.days", **asked).days
    body, _ = Organization.objects.get_or_create(
        kind=OrganizationKind.OUTSIDE, district=project.district, town=project.code,
        village="", sector="", name=organization,
    )  # fmt: skip
    post, _ = Post.objects.get_or_create(organization=body, code=PostCode.OUTSIDE_EXPERT)
    plain, hashed = first_password()
    user = User.objects.create(
        username=_free_name(), full_name=name, password=hashed, must_change_password=True,
        expires_on=today + dt.timedelta(days=days),
    )  # fmt: skip
    Appointment.objects.create(user=user, post=post, started_on=today)
    return user, post, plain


def _free_name() -> str:
    found = random_name("expert-")
    while User.objects.filter(username=found).exists():
        found = random_name("expert-")
    return found


def _record(unit: Unit, case: AcceptanceCase, verb: str, label: str, user: User) -> None:
    state = case.get_state_display()
    case.version += 1
    unit.changed(case)
    unit.record(
        *(case, "edit", verb, label),
        from_state=state,
        to_state=state,
        payload={"account": user.username, "expires_on": str(user.expires_on)},
    )


def shorten_accounts(unit: Unit, case: AcceptanceCase) -> None:
    """Concluded: the accounts of members from outside end some days from now, not later."""
    asked = {"on": unit.today, "district": case.project.district}
    days = unit.parameters.get("committee.account.after_days", **asked).days
    last = clock.today() + dt.timedelta(days=days)
    mine = case.members.filter(post__code=PostCode.OUTSIDE_EXPERT).values("user_id")
    User.objects.filter(pk__in=mine, expires_on__gt=last).update(expires_on=last)


def close_accounts() -> int:
    """Deactivate the accounts whose last day has passed, and end their posts; how many."""
    today = clock.today()
    over = User.objects.filter(is_active=True, expires_on__lt=today)
    keys = list(over.values_list("pk", flat=True))
    Appointment.objects.filter(user__in=keys, ended_on=None).update(ended_on=today)
    return User.objects.filter(pk__in=keys).update(is_active=False)
