"""How a committee must be made up before it may begin."""

from __future__ import annotations

from collections.abc import Iterator

from flows.engine.findings import Finding, Level, Terms, judges

from ..figures.committee import Committee, committee
from ..figures.votes import Tally, tally

BASIS = "建设工程质量管理条例16"
SPEAK_ONLY = ("contractor", "supervisor")


@judges(committee)
def chaired(found: Committee, terms: Terms) -> Iterator[Finding]:
    """竣工验收由建设单位组织：委员会由业主任主任，主任参加表决。"""
    if len(found.chairs) != 1:
        yield Finding(
            "CHAIR_MISSING",
            f"委员会须有一名主任，现有 {len(found.chairs)} 名。",
            BASIS,
            "指定业主项目负责人为主任。",
        )
    for member in found.chairs:
        if not member.voting:
            yield Finding("CHAIR_WITHOUT_VOTE", "主任须有表决权。", BASIS, "给主任表决权。")


@judges(committee)
def enough_and_odd(found: Committee, terms: Terms) -> Iterator[Finding]:
    """domain.md 3.1：验收委员会建议单数，有表决权的不少于参数 committee.min；强度由该参数定。"""
    least = terms.parameters.get("committee.min", on=terms.today)
    level: Level = "block" if least.strength == "block" else "inform"
    voting = len(found.voting)
    if voting < least.number:
        yield Finding(
            "COMMITTEE_SMALL",
            f"有表决权的委员 {voting} 名，少于 {least.text} 名。",
            least.basis,
            "补充委员。",
            level=level,
        )
    if voting % 2 == 0:
        yield Finding(
            "COMMITTEE_EVEN",
            f"有表决权的委员 {voting} 名，应为单数。",
            least.basis,
            "增加或减少一名有表决权的委员。",
            level=level,
        )


@judges(committee)
def fit_to_vote(found: Committee, terms: Terms) -> Iterator[Finding]:
    """domain.md 3.1：施工与监理有发言权无表决权；委员须有人任职，报验人不得表决。"""
    for member in found.members:
        if not member.name:
            yield Finding(
                "MEMBER_NOBODY",
                f"{member.organization}的委员岗位没有人任职。",
                BASIS,
                "安排任职人员，或调整委员。",
            )
        if member.voting and (member.kind in SPEAK_ONLY or member.started_it):
            yield Finding(
                "MEMBER_PARTIAL",
                f"{member.organization}不得表决。",
                BASIS,
                "改为列席发言，不计表决。",
            )


@judges(tally)
def quorum_present(found: Tally, terms: Terms) -> Iterator[Finding]:
    """到会表决的委员不少于有表决权委员的三分之二（参数 committee.quorum）。"""
    if not found.quorate:
        yield Finding(
            "NO_QUORUM",
            f"有表决权的委员 {found.members} 名，已表决 {found.present} 名，不足法定人数。",
            "实施意见五(一)；参数 committee.quorum",
            "请其余委员表决后再计票。",
        )


FORM = (chaired, enough_and_odd, fit_to_vote)
COUNT = (quorum_present,)
