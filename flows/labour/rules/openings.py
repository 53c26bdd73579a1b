"""Whether the openings are as many as the papers say, and paid at least the minimum wage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from flows.engine.findings import Finding, Terms

CENT = Decimal("0.01")
CARE = "后期管护"
PLANNED = "实施意见三(二)；立项批复 r2"


class Post(Protocol):
    """What is judged of an opening; rates are yuan."""

    link: str
    trade: str
    headcount: int
    starts_on: dt.date
    ends_on: dt.date
    daily_rate: Decimal | None


@dataclass(frozen=True)
class Offered:
    """A project's openings beside what its papers promise; None where a paper does not say."""

    posts: Sequence[Post]
    planned_start: dt.date
    planned_end: dt.date
    approved: int | None = None  # headcount of the latest baseline (r2)
    planned: int | None = None  # openings of the plan (r1)
    named: str = ""  # the baseline ``approved`` is of

    @property
    def headcount(self) -> int:
        return sum(post.headcount for post in self.posts)


def openings_enough(found: Offered, terms: Terms) -> Iterator[Finding]:
    """实施意见三(二)：根据劳务需求明确就业岗位；人数不少于批复 r2、与实施方案 r1 一致。"""
    if not found.posts:
        return
    if found.approved is not None and found.headcount < found.approved:
        yield Finding(
            "OPENINGS_BELOW_BASELINE",
            f"岗位共 {found.headcount} 人，少于{found.named or '批复'}的 {found.approved} 人。", PLANNED,
            "增加岗位或人数；确实用不了这么多人的，按变更程序报原审批部门。", level="review",
        )  # fmt: skip
    if found.planned is not None and found.headcount != found.planned:
        yield Finding(
            "OPENINGS_UNLIKE_PLAN",
            f"岗位共 {found.headcount} 人，实施方案写的岗位数是 {found.planned}。",
            "实施意见三(二)；实施方案 r1", "核对岗位人数，与实施方案以工代赈专章一致。", level="inform",
        )  # fmt: skip


def paid_enough(found: Offered, terms: Terms) -> Iterator[Finding]:
    """劳动法48：报酬标准折算不低于最低工资（按用工开始日取值）。"""
    for post in found.posts:
        monthly = terms.parameters.find("minwage.month", on=post.starts_on)
        days = terms.parameters.find("minwage.days", on=post.starts_on)
        if post.daily_rate is None or monthly is None or days is None:
            continue
        least = monthly.number / days.number
        if post.daily_rate < least:
            yield Finding(
                "OPENING_BELOW_MINWAGE",
                f"{post.trade} {post.daily_rate} 元/日，低于最低工资折算的 "
                f"{least.quantize(CENT)} 元/日。",
                monthly.basis, "提高报酬标准，并写明测算依据（r4）。", level="review",
            )  # fmt: skip


def in_time(found: Offered, terms: Terms) -> Iterator[Finding]:
    """实施意见一(三)：后期管护在建成之后；其他环节的用工时段应当在计划工期内。"""
    for post in found.posts:
        if post.link == CARE:
            continue
        if post.starts_on < found.planned_start or post.ends_on > found.planned_end:
            yield Finding(
                "OPENING_OUT_OF_TIME",
                f"{post.trade} 用工 {post.starts_on} 至 {post.ends_on}，"
                f"超出计划工期 {found.planned_start} 至 {found.planned_end}。",
                "实施意见三(二)", "核对用工时段；建成后的管护岗位请选“后期管护”。", level="inform",
            )  # fmt: skip


JUDGE = (openings_enough, paid_enough, in_time)
