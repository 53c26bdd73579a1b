"""What the page of an acceptance case shows: checklist, committee, votes, flags."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.urls import reverse

from flows.desk.models import Seat
from flows.desk.panels import panel
from flows.desk.seats import SeatState
from flows.templatetags.ui import money, number, percent

from ..actions.review import WEIGHED, Review, review
from ..figures.review import reviewed
from ..figures.votes import NOT_COUNTED, STEP, Tally
from ..flow import AcceptanceFlow
from ..models import AcceptanceCase
from ..rules.items import CHECKS, Item
from ..states import CaseState as C
from ..states import ItemWord, chairing
from .scope import find_case
from .seal import seal_banner
from .seated import committee_card

STRENGTHS = {"block": "阻断", "warn": "预警", "record": "记录"}
STRENGTH_TONES = {"block": "bad", "warn": "warn", "record": "neutral"}
__all__ = ["explains", "find_case", "row_of", "tally_text", "votes_of", "written"]

CONCLUSIONS = {"pass": "通过", "rectify": "通过但限期整改", "fail": "不通过"}
CONCLUSION_TONES = {"pass": "done", "rectify": "warn", "fail": "bad"}
STATED = {"1": "已具备", "0": "未具备"}
TONES = {
    SeatState.AGREED: "done", SeatState.REFUSED: "bad", SeatState.ABSTAINED: "warn",
}  # fmt: skip


@panel("AcceptanceCase")
def case_panel(paper: AcceptanceCase, user: Any) -> dict[str, Any]:
    """Everything but the decision: computed live, beside what the committee voted on."""
    found, votes = review(paper.project), votes_of(paper)
    raised = list(found.flags)
    return {
        "seal": seal_banner(paper, user), "progress": progress_of(paper), "groups": groups_of(found, paper), "verdicts": verdicts_of(found, raised),
        "proposed": CONCLUSIONS[found.proposed],
        "proposed_tone": CONCLUSION_TONES[found.proposed],
        "conclusion": CONCLUSIONS.get(paper.conclusion or "", ""),
        "conclusion_tone": CONCLUSION_TONES.get(paper.conclusion or "", ""),
        # While the vote is on, the page shows its seats itself.
        **committee_card(paper, user), "votes": [] if paper.state == C.VOTING else votes,
        "tally": tally_text(paper.votes) if votes else "",
        "flags": [{"flag": flag, "said": flag.message.split("。")[0]} for flag in raised],
        "flags_url": reverse("flags", args=[paper.project.code]),
    }  # fmt: skip


def _forms(paper: AcceptanceCase, user: Any) -> bool:
    return any(
        post.code == "owner.lead" and post.organization_id == paper.project.owner_id
        for post in user.posts
    )


def progress_of(case: AcceptanceCase) -> dict[str, Any] | None:
    """How far the members are with the items, and what is contested; None before the first seal."""
    if not case.round:
        return None
    found = reviewed(case)
    return {
        "members": len(found.members), "done": found.done(len(CHECKS)), "contests": found.contests,
        "unanswered": len(found.unanswered), "round": case.round,
        "href": reverse("items", args=[case.pk]), "open": case.state == C.VERIFYING,
    }  # fmt: skip


def groups_of(found: Review, case: AcceptanceCase) -> list[dict[str, Any]]:
    """The items in two groups; an item that has changed since the vote was prepared says so."""
    kept = {each["code"]: each["verdict"] for each in case.verified or ()}
    rows = [row_of(item, case, kept.get(item.code, item.verdict)) for item in found.items]
    return [
        {"title": "工程 E1–E7", "rows": [row for row in rows if row["item"].code[0] == "E"]},
        {"title": "劳务 L1–L18", "rows": [row for row in rows if row["item"].code[0] == "L"]},
    ]


def row_of(item: Item, case: AcceptanceCase, voted: str = "") -> dict[str, Any]:
    """One item as a row: value against target in the words of its unit."""
    return {
        "item": item, "value": written(item, item.value), "target": written(item, item.target),
        "strength": STRENGTHS[item.strength], "strength_tone": STRENGTH_TONES[item.strength],
        "changed": voted != item.verdict if voted else False,
        "href": reverse("item", args=[case.pk, item.code]),
        "asks": item.verdict == "explain" and not item.explained,
    }  # fmt: skip


def written(item: Item, text: str | None) -> str:
    """A plain number as people write it: 元 with two places, a ratio in per cent."""
    if text is None:
        return "—"
    if item.code in ("E1", "E2", "E3", "E4", "E5"):
        return STATED.get(text, text)
    if item.unit == "元":
        return f"{money(text)} 元"
    if not item.unit and Decimal(text) <= 9:
        return percent(text)
    return f"{number(text)} {item.unit}".strip()


def verdicts_of(found: Review, raised: list[Any]) -> list[dict[str, Any]]:
    """The tiles above the checklist."""
    blocked = [item for item in found.items if item.blocks]
    counts = {
        verdict: len([item for item in found.items if item.verdict == verdict])
        for verdict in ("pass", "fail", "explain", "na")
    }
    return [
        {"label": "符合", "value": counts["pass"], "unit": "项", "tone": "done"},
        {"label": "不符合", "value": counts["fail"], "unit": "项",
         "tone": "bad" if counts["fail"] else "", "note": f"其中阻断 {len(blocked)} 项"},
        {"label": "需说明", "value": counts["explain"], "unit": "项",
         "tone": "warn" if counts["explain"] else ""},
        {"label": "暂不适用", "value": counts["na"], "unit": "项"},
        {"label": "红旗", "value": len(raised), "unit": "项", "tone": "bad" if raised else ""},
    ]  # fmt: skip


def votes_of(case: AcceptanceCase) -> list[dict[str, Any]]:
    """The seats of the latest vote, dissent with its opinion; [] before there was one."""
    seats = list(
        Seat.objects.filter(paper="AcceptanceCase", paper_id=case.pk, step=STEP)
        .exclude(state__in=NOT_COUNTED)
        .select_related("post__organization", "holder")
        .order_by("task_id", "order", "id")
    )
    last = max((seat.task_id for seat in seats), default=0)
    choices = dict(AcceptanceFlow.vote.choices)
    return [
        {
            "organization": seat.post.organization.name, "post": seat.post.title,
            "holder": seat.holder or "待领",
            "decision": choices.get(seat.choice) or _unsaid(seat),
            "tone": "warn" if seat.choice == "rectify" else TONES.get(SeatState(seat.state), ""),
            "opinion": seat.opinion, "decided_at": seat.decided_at,
        }
        for seat in seats if seat.task_id == last
    ]  # fmt: skip


def _unsaid(seat: Seat) -> str:
    return "未到会" if seat.state == SeatState.CLOSED else seat.get_state_display()


def tally_text(votes: Tally) -> str:
    """The count in words."""
    carried = "达到通过票数" if votes.carried else "尚未达到通过票数"
    if votes.tie_broken:
        carried = "票数相等，主任同意，按参数由主任一票决定通过"
    return (
        f"有表决权 {votes.members} 票：同意 {votes.agreed}，同意但限期整改 {votes.rectify}，"
        f"不同意 {votes.refused}，弃权 {votes.abstained}；到会 {votes.present}，{carried}。"
    )


def explains(case: AcceptanceCase, item: Item, user: Any) -> bool:
    """Whether ``user`` may write the explanation that ``item`` asks for or has, or that answers
    what a member objects to it: the owner, and the chair."""
    wanted = item.verdict == "explain" or (item.code == "L4" and item.verdict == "fail")
    objected = case.reviews.filter(round=case.round, code=item.code, word=ItemWord.CONTESTED)
    if case.state not in WEIGHED or not (wanted or objected.exists()):
        return False
    return _forms(case, user) or chairing(case, user)
