"""回避、替补、另选主任: a member leaves the committee for a reason and stays in the record.

At the vote a member recuses himself on the desk (回避): the vote goes on without his voice, quorum
and majority are counted over those who stay. A substitute may then sit after 重新封存，重新核验.
"""

from __future__ import annotations

from typing import Any

from flows.desk import desk
from flows.desk.laying import seat_others
from flows.engine.findings import Finding, NotYours, Refused
from flows.engine.privacy import scrub
from flows.engine.unit import Unit, work
from flows.orgs.kinds import PostCode
from flows.orgs.models import Appointment, Post, User

from ..figures.votes import recused_voters
from ..models import AcceptanceCase, CommitteeMember
from ..states import CaseState
from .committee import dismiss, invite, recorded

BASIS = "实施意见五(一)；建设工程质量管理条例16"
OPEN = (CaseState.FORMING, CaseState.VERIFYING)
LED = (CaseState.FORMING, CaseState.VERIFYING, CaseState.VOTING, CaseState.CONCLUDING)
MOST = 200  # of a reason, as its column


def substitute(
    case: AcceptanceCase, member: CommitteeMember, *, post: Post, user: User, reason: str, by: Any
) -> CommitteeMember:
    """``member`` recuses himself with ``reason``, and ``user`` sits in his place as ``post``.

    By whoever leads the case: the owner while the committee is formed, the chair while it
    verifies. The substitute has the vote of the one he replaces, never his chair. Raises NotYours,
    Refused, Stale, Busy.
    """
    with work(case.chain, by) as unit:
        case = unit.current(case)
        row = _leaving(unit, case, member, reason)
        _require_free(case, row, post, user)
        dismiss_member(unit, case, row)
        fresh: CommitteeMember = unit.create(
            CommitteeMember(
                case=case, organization=post.organization, post=post, user=user,
                voting=row.voting, replaces=row,
            )
        )  # fmt: skip
        if case.state == CaseState.VERIFYING:
            invite(unit, case, user)
        recorded(unit, case, "substitute", "委员回避，另派替补", opinion=row.recusal_reason)
        return fresh


def step_aside(case: AcceptanceCase, member: CommitteeMember, *, reason: str, by: Any) -> None:
    """``member`` recuses himself with ``reason`` and nobody sits in his place."""
    with work(case.chain, by) as unit:
        case = unit.current(case)
        row = _leaving(unit, case, member, reason)
        dismiss_member(unit, case, row)
        recorded(unit, case, "step_aside", "委员回避", opinion=row.recusal_reason)


def dismiss_member(unit: Unit, case: AcceptanceCase, row: CommitteeMember) -> None:
    row.save(update_fields=["recused", "recusal_reason", "chair"])
    if row.user is not None:
        dismiss(unit, case, row.user)


def _leaving(
    unit: Unit, case: AcceptanceCase, member: CommitteeMember, reason: str
) -> CommitteeMember:
    """``member`` as he leaves: recused with a reason, no chair any more. Not saved yet."""
    desk.seat_of(case, unit.by)
    row = case.members.select_related("user", "post").filter(pk=member.pk, recused=False).first()
    said = scrub(reason).strip()[:MOST]
    if row is None or case.state not in OPEN:
        raise NotYours("只能在成立委员会或逐项核验时，为在册的委员办理回避；表决时由本人申明回避。")
    wrong = []
    if not said:
        wrong.append(Finding("RECUSAL_UNSAID", "请写明回避理由。", BASIS, "写明与谁是什么关系。"))
    if row.chair and case.state == CaseState.VERIFYING:
        wrong.append(
            Finding(
                "CHAIR_LEAVES",
                "主任回避须另选主任，不能只派替补。",
                BASIS,
                "点“调整委员会”退回成立环节，由业主办理主任回避并另选主任。",
            )
        )
    if wrong:
        raise Refused(wrong)
    row.recused, row.recusal_reason, row.chair = True, said, False
    return row


def _require_free(case: AcceptanceCase, row: CommitteeMember, post: Post, user: User) -> None:
    """Raise Refused unless ``user`` holds ``post`` and neither sits, nor sat, nor has a peer."""
    cure = "请选择其他在岗人员。"
    wrong = []
    if not user.is_active or all(each.pk != post.pk for each in user.posts):
        wrong.append(Finding("SUBSTITUTE_ELSEWHERE", f"{user}不在所选岗位任职。", BASIS, cure))
    others = case.members.exclude(pk=row.pk)
    if user.pk == row.user_id or others.filter(user=user).exists():
        said = f"{user}已是本委员会的委员，或已经回避。"
        wrong.append(Finding("SUBSTITUTE_TWICE", said, BASIS, cure))
    if others.filter(post=post, recused=False).exists():
        wrong.append(Finding("POST_TWICE", f"{post}已有一席。", BASIS, cure))
    if wrong:
        raise Refused(wrong)


def reasons_at_vote(case: AcceptanceCase) -> dict[int, str]:
    """Who recused himself on the desk at the latest vote: user → the reason he gave."""
    said = case.chain.entries.filter(
        kind="seat", move="recuse", paper="AcceptanceCase", paper_id=case.pk
    ).order_by("sequence")
    reasons = dict(said.values_list("actor_id", "opinion"))
    return {user: reasons.get(user, "") for user in recused_voters(case)}


def choose_chair(case: AcceptanceCase, member: CommitteeMember, *, by: Any) -> None:
    """Another chair, where the present one has recused himself, by the owner.

    Wherever the paper waits for the chair, it waits for the new one from now on. Raises NotYours,
    Refused.
    """
    with work(case.chain, by) as unit:
        case = unit.current(case)
        owner = case.project.owner_id
        if case.state not in LED or all(post.organization_id != owner for post in by.posts):
            raise NotYours("另选主任由项目业主单位办理。")
        gone = reasons_at_vote(case) if case.state in LED[2:] else {}
        row = case.members.filter(pk=member.pk, voting=True, recused=False).first()
        _require_chair(case, row, gone)
        for old in case.members.filter(chair=True):
            old.chair, old.recused = False, True
            old.recusal_reason = old.recusal_reason or gone.get(old.user_id or 0, "")[:MOST]
            old.save(update_fields=["chair", "recused", "recusal_reason"])
        case.members.filter(pk=member.pk).update(chair=True)
        recorded(unit, case, "choose_chair", "另选主任")
        _take_the_table(unit, case)


def _take_the_table(unit: Unit, case: AcceptanceCase) -> None:
    """Where the conclusion waits for a chair who has gone, it waits for the new one."""
    task = desk.task_of(case)
    if case.state == CaseState.CONCLUDING and task is not None:
        seat_others(unit, case, task)


def _require_chair(case: AcceptanceCase, row: CommitteeMember | None, gone: dict[int, str]) -> None:
    sitting = case.members.filter(chair=True, recused=False).first()
    if sitting is not None and sitting.user_id not in gone:
        said = "主任没有回避，不能另选。"
        raise Refused([Finding("CHAIR_SITS", said, BASIS, "在成立委员会时调整名单。")])
    if row is None or row.user_id in gone:
        said = "新的主任须是没有回避、有表决权的委员。"
        raise Refused([Finding("CHAIR_UNFIT", said, BASIS, "另选一名委员。")])


def substitutes_for(case: AcceptanceCase, member: CommitteeMember) -> list[Any]:
    """Appointments from which a substitute may be chosen: colleagues of his house, then people of
    the bodies that speak in acceptance; nobody who sits already."""
    from_houses = [post.organization_id for post in _posts(case, member)]
    there = case.members.exclude(user=None).values("user_id")
    found = Appointment.objects.filter(
        post__organization__in=from_houses, ended_on=None, user__is_active=True
    ).exclude(user__in=there)
    rows = found.exclude(post__code=PostCode.OUTSIDE_EXPERT).select_related(
        "user", "post__organization"
    )
    return sorted(rows, key=lambda a: (a.post.organization_id != member.organization_id, a.pk))


def _posts(case: AcceptanceCase, member: CommitteeMember) -> list[Post]:
    others = Post.objects.filter(pk__in=case.members.filter(voting=True).values("post"))
    return [member.post, *others]
