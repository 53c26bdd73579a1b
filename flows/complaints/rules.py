"""Judgements on a complaint: answered in writing, and settled only when the money is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flows.engine.findings import Finding, Terms, judges

from . import figures

BASIS = "保障农民工工资支付条例12、50"
SAYS_LITTLE = 5  # signs; fewer do not say what happened


@judges(figures.claim)
def answered(claim: figures.Claim, terms: Terms) -> Iterator[Finding]:
    """条例50、北京市乡村振兴促进条例48：投诉应当有书面答复。"""
    if not claim.reply.strip():
        yield Finding("REPLY_MISSING", "还没有答复。", BASIS, "退回办理，由承办人写明核实情况。")


@judges(figures.claim)
def money_settled(claim: figures.Claim, terms: Terms) -> Iterator[Finding]:
    """条例12、31：欠薪、金额有误的投诉，本人当月报酬到账或经复核剔除后才能办结。"""
    if claim.unpaid:
        yield Finding(
            "CLAIM_UNPAID",
            f"{claim.kind}投诉不能办结：{claim.unpaid}。",
            BASIS,
            "先把该行发放到账（暂扣的更正补发、退汇的重发），确不应发的经业主复核剔除；"
            "投诉不实的选“不成立”并写明理由。",
        )


def wrong_with(
    *, kind: str, content: str, month: Any, engagement: Any, project_id: int
) -> Iterator[Finding]:
    """What is missing from a complaint as it is registered."""
    if len(content.strip()) < SAYS_LITTLE:
        cure = "写明时间、地点、人和事。"
        yield Finding("CONTENT_MISSING", "请写明投诉内容，不少于 5 个字。", BASIS, cure)
    if kind == "公示异议" and month is None:
        cure = "选择对哪个月的公示有异议；该月公示期随之停止计算。"
        yield Finding("MONTH_MISSING", "公示异议须写明月份。", "实施意见三(四)", cure)
    if engagement is not None and engagement.project_id != project_id:
        cure = "请从本项目名册中选择。"
        yield Finding("NOT_ON_ROSTER", "该人员不在本项目用工名册。", BASIS, cure)
