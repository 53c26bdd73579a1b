"""How a committee must be made up before it may begin, and when it may vote."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from flows.engine.findings import Finding, Level, Terms, judges
from flows.engine.parameters import Value
from flows.orgs.kinds import OrganizationKind

from ..figures.committee import Committee, committee
from ..figures.votes import Tally, tally

BASIS = "建设工程质量管理条例16"
APART = "实施意见五(一)；建设工程质量管理条例16"
SPEAK_ONLY = ("contractor", "supervisor")


def _row(found: Committee, terms: Terms, key: str) -> Value:
    return terms.parameters.get(key, on=terms.today, district=found.district)


def _level(row: Value) -> Level:
    return "block" if row.strength == "block" else "inform"


@judges(committee)
def chaired(found: Committee, terms: Terms) -> Iterator[Finding]:
    """竣工验收由建设单位组织：委员会须有一名主任。"""
    if len(found.chairs) != 1:
        yield Finding(
            "CHAIR_MISSING",
            f"委员会须有一名主任，现有 {len(found.chairs)} 名。",
            BASIS,
            "指定业主项目负责人为主任；主任已回避的，另选一名有表决权的委员为主任。",
        )


@judges(committee)
def chair_votes(found: Committee, terms: Terms) -> Iterator[Finding]:
    """主任参加表决。"""
    if any(not member.voting for member in found.chairs):
        yield Finding("CHAIR_WITHOUT_VOTE", "主任须有表决权。", BASIS, "给主任表决权。")


@judges(committee)
def enough(found: Committee, terms: Terms) -> Iterator[Finding]:
    """domain.md 3.1：有表决权的委员不少于参数 committee.min；强度由该参数定。"""
    least = _row(found, terms, "committee.min")
    if len(found.voting) < least.number:
        yield Finding(
            "COMMITTEE_SMALL",
            f"有表决权的委员 {len(found.voting)} 名，少于 {least.text} 名。",
            least.basis,
            "补充委员。",
            level=_level(least),
        )


@judges(committee)
def odd(found: Committee, terms: Terms) -> Iterator[Finding]:
    """domain.md 3.1：有表决权的委员为单数；强度同参数 committee.min。"""
    least = _row(found, terms, "committee.min")
    if len(found.voting) % 2 == 0:
        yield Finding(
            "COMMITTEE_EVEN",
            f"有表决权的委员 {len(found.voting)} 名，应为单数。",
            least.basis,
            "增加或减少一名有表决权的委员。",
            level=_level(least),
        )


@judges(committee)
def bodies_present(found: Committee, terms: Terms) -> Iterator[Finding]:
    """参数 committee.required：列明的单位须有人参加委员会（表决或列席）。"""
    row = _row(found, terms, "committee.required")
    lacking = [OrganizationKind(kind).label for kind in row.items if found.lacks(kind)]
    if lacking:
        yield Finding(
            "COMMITTEE_BODY_MISSING",
            f"委员会缺少{'、'.join(lacking)}的委员。",
            row.basis,
            "请该单位派员参加表决或列席；已回避的，由该单位另派人替补。",
            rows=len(lacking),
            level=_level(row),
        )


@judges(committee)
def village_present(found: Committee, terms: Terms) -> Iterator[Finding]:
    """参数 committee.village：要求村民代表参加的区，村民委员会须有人参加。"""
    row = _row(found, terms, "committee.village")
    if row.yes and found.lacks(str(OrganizationKind.VILLAGE)):
        yield Finding(
            "COMMITTEE_VILLAGE_MISSING",
            "委员会没有村民委员会的代表。",
            row.basis,
            "请村民委员会派代表参加。",
            level=_level(row),
        )


@judges(committee)
def held(found: Committee, terms: Terms) -> Iterator[Finding]:
    """委员须有人任职。"""
    for member in found.members:
        if not member.name:
            yield Finding(
                "MEMBER_NOBODY",
                f"{member.organization}的委员岗位没有人任职。",
                BASIS,
                "安排任职人员，或调整委员。",
            )


@judges(committee)
def impartial(found: Committee, terms: Terms) -> Iterator[Finding]:
    """domain.md 3.1：施工与监理有发言权无表决权，报验人不得表决。"""
    for member in found.voting:
        if member.kind in SPEAK_ONLY or member.started_it:
            yield Finding(
                "MEMBER_PARTIAL",
                f"{member.organization}不得表决。",
                BASIS,
                "改为列席发言，不计表决。",
            )


@judges(committee)
def without_interest(found: Committee, terms: Terms) -> Iterator[Finding]:
    """有表决权的委员不得与施工、监理单位有利害关系：现任、近年曾任，或登记的关系。"""
    row = _row(found, terms, "committee.conflict.years")
    since = _years_before(terms.today, row.days)
    for member in found.voting:
        said = _interest(member.served_until, since, terms.today) or member.relation
        if said and member.kind not in SPEAK_ONLY:
            yield Finding(
                "CONFLICT_OF_INTEREST",
                f"{member.who}与被验收单位有利害关系（{said}），不得表决。",
                APART,
                "由其回避：写明理由，由他人替补，或减去该席；主任回避的另选主任。",
                level=_level(row),
            )


def _interest(served_until: dt.date | None, since: dt.date, today: dt.date) -> str:
    if served_until is None or served_until < since:
        return ""
    if served_until >= today:
        return "在施工单位任职"
    return f"曾在施工单位任职，{served_until} 离任"


def _years_before(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


@judges(committee)
def time_to_read(found: Committee, terms: Terms) -> Iterator[Finding]:
    """参数 committee.read.hours：外部委员到会后、表决前的阅卷时间；本人确认已阅读的不再等。"""
    row = _row(found, terms, "committee.read.hours")
    need = dt.timedelta(hours=row.days)
    for member in found.voting:
        if member.seated_at is None or member.read_at is not None or found.now is None:
            continue
        if found.now < member.seated_at + need:
            yield Finding(
                "READING_TIME_SHORT",
                f"{member.who}到会还不足 {row.text} 小时，且尚未确认阅读验收摘要。",
                row.basis,
                "请其打开验收摘要，阅读后点“我已阅读”，或满时后再提交表决。",
                level=_level(row),
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


FORM = (
    chaired,
    chair_votes,
    enough,
    odd,
    bodies_present,
    village_present,
    held,
    impartial,
    without_interest,
)
READ = (time_to_read,)
COUNT = (quorum_present,)
