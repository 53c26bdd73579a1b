"""验收·移交·管护: the report, the committee of the case, its votes, conclusion, archive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from flows.acceptance.actions import Gain, review_items, say_benefits, set_committee
from flows.acceptance.actions.committee import ATTENDS
from flows.acceptance.figures.benefits import measured
from flows.acceptance.models import AcceptanceCase, Handover
from flows.desk import desk
from flows.desk.seats import SeatState
from flows.engine import clock, gate
from flows.engine.findings import Finding, Refused
from flows.orgs.kinds import OrganizationKind as K
from flows.supervision.models import Rectification

from ..actors import fresh, whose
from ..story import Moment, Story

VOTES = {
    "同意": ("agreed", "agree"),
    "同意整改": ("agreed", "rectify"),
    "不同意": ("refused", ""),
    "弃权": ("abstained", ""),
}
ROLES = {
    "项目业主单位": "owner.lead",
    "区发展和改革委员会": "drc.chief",
    "区农业农村局": "agri.chief",
    "区财政局": "finance.chief",
    "区人力资源和社会保障局": "hrss.clerk",
    "村务监督委员会": "oversight.director",
    "施工单位": "contractor.lead",
    "监理单位": "supervisor.chief",
    "乡镇人民政府": "township.clerk",
    "村民委员会": "village.director",
}
REQUIRED = (K.OWNER, K.SECTOR, K.DRC, K.TOWNSHIP)
RECTIFY_WITHIN = dt.timedelta(days=30)
PUT_RIGHT = (  # what 通过但限期整改 asks for, in days after the conclusion
    (1, "OPEN", {}),
    (3, "RECTIFYING", {"report": "已按验收意见整改到位，前后照片附后。"}),
    (4, "SUBMITTED", {"recheck_note": "复查合格。"}),
)
BASIS = "实施意见五(一)"
FAILED = Finding("CONCLUDED_FAIL", "验收结论为不通过，项目退回在建。", BASIS, "整改后重新报验。")
RECTIFY = Finding(
    "CONCLUDED_RECTIFY", "验收结论为通过但限期整改。", BASIS, "按期完成整改并复查销号。"
)


def acceptance(story: Story) -> Iterator[Moment]:
    at = story.times.finish
    yield at("report"), lambda: _report(story)
    yield at("pre_accept"), lambda: story.sign(AcceptanceCase, "PRE_ACCEPTING")
    yield at("form"), lambda: _form(story)
    yield at("verify"), lambda: _verify(story)
    yield at("vote"), lambda: _vote(story)
    yield at("conclude"), lambda: _conclude(story)
    for days, state, inputs in PUT_RIGHT:
        yield (
            at("conclude") + dt.timedelta(days=days),
            lambda s=state, i=inputs: story.sign(Rectification, s, which={"code": "YS"}, **i),
        )
    yield at("transfer"), lambda: _transfer(story)
    yield at("accounts"), lambda: _settle(story)
    yield at("maintain"), lambda: _care_for(story)
    yield at("archive"), lambda: _archive(story)


def _report(story: Story) -> None:
    story.edit(
        AcceptanceCase,
        "REPORTING",
        completed_on=story.case.day("end_date"),
        quantity_done=True,
        archive_complete=True,
        material_reports=True,
        quality_files=True,
        warranty=True,
        settlement_amount=Decimal(str(story.case.contract["price"])),
        report_text=f"{story.case['content']}，已按设计和合同完成，自检合格。",
    )
    story.sign(AcceptanceCase, "REPORTING")


def _form(story: Story) -> None:
    case = story.at(AcceptanceCase, "FORMING")
    if case is None:
        return
    set_committee(case, _members(story), by=whose(case))
    story.sign(AcceptanceCase, "FORMING")


def _members(story: Story) -> list[dict[str, Any]]:
    """The case's committee; bodies the project lacks are left out, each post sits once."""
    said = story.case.committee
    voting = [member for member in said if member.get("voting", True)]
    chair = next((m for m in voting if m.get("chair")), voting[0] if voting else None)
    seated: dict[Any, dict[str, Any]] = {}
    for member in said:
        try:
            post = story.project.post(_post_of(story, member["organisation"]))
        except LookupError:
            continue
        role = {"voting": member.get("voting", True), "chair": member is chair}
        seated.setdefault(post, {"post": post} | role)
    return [*seated.values(), *_attending(story, seated)]


def _attending(story: Story, seated: dict[Any, Any]) -> Iterator[dict[str, Any]]:
    """Bodies that have to be there and that the case does not name: they speak."""
    there = {post.organization.kind for post in seated}
    for kind in REQUIRED:
        body = story.project.body(kind)
        if kind not in there and body is not None:
            yield {"post": story.project.post(ATTENDS[kind]), "voting": False}


def _post_of(story: Story, organisation: str) -> str:
    """The post by which an organisation sits; anything unknown is the sector department."""
    return ROLES.get(organisation, "sector.reviewer")


def _verify(story: Story) -> None:
    """Every voting member goes through the items and confirms them; the chair puts it to the vote."""
    case = story.at(AcceptanceCase, "VERIFYING")
    if case is None:
        return
    for member in case.members.filter(voting=True, recused=False).exclude(user=None):
        review_items(case, {}, by=member.user, rest=True)
    story.sign(AcceptanceCase, "VERIFYING")


def _vote(story: Story) -> None:
    case = story.at(AcceptanceCase, "VOTING")
    if case is None:
        return
    said = {
        _post_of(story, member["organisation"]): member.get("vote", "同意")
        for member in story.case.committee
    }
    for seat in desk.seats_at(case):
        if seat.state == SeatState.OPEN:
            says, choice = VOTES[said[seat.post.code]]
            opinion = "" if says == "agreed" else f"本人表决意见：{said[seat.post.code]}。"
            gate.vote(case, says, by=seat.holder, choice=choice, opinion=opinion)


def _conclude(story: Story) -> None:
    """通过 where it can be recorded, else 限期整改 where that is allowed, else 不通过."""
    case = story.at(AcceptanceCase, "CONCLUDING")
    if case is None:
        return
    by_when = clock.today(case.chain) + RECTIFY_WITHIN
    refusals = [_try(case, "conclude_pass")]
    if refusals[-1] and case.votes.carried:
        refusals.append(_try(case, "conclude_rectify", deadline=by_when))
    for refusal in refusals:
        story.note(refusal)
    case = fresh(case)
    if case.state == "CONCLUDING":
        gate.perform(case, "conclude_fail", by=whose(case), opinion="按表决和核验结果，不通过。")
        story.note([FAILED])
    elif case.conclusion == "rectify":
        story.note([RECTIFY])


def _try(case: Any, move: str, **inputs: Any) -> list[Finding]:
    try:
        gate.perform(case, move, by=whose(case), **inputs)
    except Refused as refusal:
        return refusal.findings
    return []


def _transfer(story: Story) -> None:
    story.edit(
        Handover,
        "TRANSFERRING",
        transfer_list=f"{story.case['content']}，及全套技术资料。",
        received_by=story.case["maintenance_body"],
    )
    story.sign(Handover, "TRANSFERRING")


def _settle(story: Story) -> None:
    today = story.times.finish("accounts").date()
    final = story.case.money("total_investment")
    funds = sum(fund.amount for fund in story.project.funds.all())
    story.edit(
        Handover,
        "ACCOUNTING",
        final_amount=final,
        surplus=max(funds - final, Decimal(0)),
        accounts_note="" if funds == final else "资金未全部到位，差额由业主自筹。",
        account_notice_from=story.times.finish("transfer").date(),
        account_closed_on=today - dt.timedelta(days=1),
    )
    story.sign(Handover, "ACCOUNTING")


def _care_for(story: Story) -> None:
    story.edit(
        Handover,
        "MAINTAINING",
        duty_list_on=story.times.finish("maintain").date(),
        body=story.case["maintenance_body"],
        annual_fund=Decimal(str(story.case["maintenance_fund"])),
        posts_on_duty=story.case["public_welfare_posts"],
    )
    story.sign(Handover, "MAINTAINING")


def _archive(story: Story) -> None:
    _say_benefits(story)
    story.edit(Handover, "ARCHIVING", archive_number=f"YGDZ-{story.case['code'][-6:]}")
    story.sign(Handover, "ARCHIVING")


def _say_benefits(story: Story) -> None:
    """联农带农 as the ledgers have it; what the project did not promise does not apply."""
    paper = story.at(Handover, "ARCHIVING")
    if paper is None:
        return
    said = {}
    for each in measured(paper):
        actual = each.actual if each.actual is not None else each.planned or None
        short = actual is not None and actual < (each.planned or 0)
        note = "以台账为准，差额原因见核验表说明。" if short else ""
        said[each.mode] = Gain(actual, note if actual is not None else "批复没有安排，不适用。")
    say_benefits(paper, said, by=whose(paper))
