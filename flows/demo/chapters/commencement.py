"""资金·发包·开工: the money comes down, the work is given out, the order to start is signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from flows.commencement.models import Contract, FundingNotice, StartReadiness, WageRegime

from ..story import Moment, Story

READY_DAYS_BEFORE = 20  # project notice, wage account and briefing lie within these days


def commencement(story: Story) -> Iterator[Moment]:
    times = story.times
    for state in ("DRC_DRAFTING", "FINANCE_DRAFTING", "COUNTERSIGNING", "SIGNING", "FORWARDING"):
        yield times.to_contract(f"funding.{state}"), lambda at=state: _fund(story, at)
    yield times.to_contract("contract.PROCUREMENT"), lambda: _give_out(story)
    yield times.to_contract("contract.REGISTERING"), lambda: _register(story)
    yield times.to_start("start.DRAFT"), lambda: _report_ready(story)
    for state in ("SUPERVISOR_REVIEW", "OWNER_APPROVAL", "ISSUING"):
        yield times.start, lambda at=state: story.sign(StartReadiness, at)


def _fund(story: Story, state: str) -> None:
    if state == "FINANCE_DRAFTING":
        story.fill(FundingNotice, state, "funding")
    story.sign(FundingNotice, state)


def _give_out(story: Story) -> None:
    story.edit(
        Contract,
        "PROCUREMENT",
        procurement=story.case["procurement"],
        procurement_basis=story.case["procurement_basis"],
    )
    story.sign(Contract, "PROCUREMENT")


def _register(story: Story) -> None:
    said = story.case.contract
    story.edit(
        Contract,
        "REGISTERING",
        contractor=story.bodies["contractor"],
        supervisor=story.bodies.get("supervisor"),
        price=Decimal(str(said["price"])),
        signed_on=story.times.signed_on,
        labour_clause=bool(said["labour_clause"]),
        labour_fee_cycle_days=int(said["labour_fee_cycle_days"]),
        wage_regime=WageRegime(story.case["wage_regime"]),
    )
    story.fill(Contract, "REGISTERING", "contract")
    story.sign(Contract, "REGISTERING")


def _report_ready(story: Story) -> None:
    if story.at(StartReadiness, "DRAFT") is None:
        return
    today = story.times.to_start("start.DRAFT").date()
    before = today - dt.timedelta(days=READY_DAYS_BEFORE)
    story.edit(
        StartReadiness,
        "DRAFT",
        wage_account=True,
        wage_account_opened_on=max(before, story.times.signed_on),
        deposit=False,
        deposit_exemption="合同额低于300万元且近一年无拖欠，已作承诺",
        notice_board=True,
        notice_board_note="项目部门口，照片已存",
        labour_officer=_labour_officer(story),
        project_publicity_on=before,
        project_publicity_days=10,
        briefing_on=today,
        insurance="团体意外伤害保险，已按名册投保",
    )
    story.sign(StartReadiness, "DRAFT")


def _labour_officer(story: Story) -> str:
    return str(story.project.post("contractor.labour").holders[0])
