"""The table of demo projects: what each is like and on whose desk it is left."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.apps import apps

from flows.orgs.kinds import DISTRICTS

from .case import Case
from .chapters import CHAPTERS
from .fabricate import Spec, fabricate, facts_alone
from .fabrication.sheets import File
from .organisation import HOME
from .story import Story

FIRST_CODE = 600_000
BEFORE_ROSTER = ("PlanItem", "ApprovalCase", "FundingNotice")


@dataclass(frozen=True)
class At:
    """A paper waiting at a state; ``month``: the how-manieth month of work, from 0.

    ``fills``: the document that is already filled in there; ``signed``: how many have agreed.
    """

    paper: str
    state: str
    month: int | None = None
    fills: str = ""
    signed: int = 0

    def find(self, spec: Spec) -> Any | None:
        """The paper of the demo project where it waits, None while it has not come there."""
        which = {} if self.month is None else {"month": spec.calendar[self.month]}
        papers = apps.get_model("flows", self.paper)._default_manager
        return papers.filter(project__code=spec.code, state=self.state, **which).last()


@dataclass(frozen=True)
class Demo:
    """One demo project; its story stops when every one of ``at`` waits; none: at the very end.

    ``spot_check``: there, a checkpoint that was not planned has just been reported.
    """

    waits: str
    at: tuple[At, ...]
    spec: Spec
    spot_check: bool = False

    @property
    def code(self) -> str:
        return self.spec.code

    @property
    def seed(self) -> str:
        """Its own: the same people in two projects are a red flag (F19)."""
        return f"demo/{self.code}"

    def story(self) -> Story:
        early = bool(self.at) and self.at[0].paper in BEFORE_ROSTER
        facts = facts_alone(self.spec, self.seed)
        files = [] if early else self.sheets()
        return Story(Case(facts, files), CHAPTERS, stop=self._come if self.at else None)

    def sheets(self) -> list[File]:
        return fabricate(self.spec, self.seed)[1]

    def _come(self, story: Story) -> bool:
        return all(at.find(self.spec) is not None for at in self.at)


def _demo(
    number: int,
    title: str,
    waits: str,
    at: At | tuple[At, ...],
    days: tuple[str, str],
    *,
    spot_check: bool = False,
    **more: Any,
) -> Demo:
    """``days``: approved and started; ``number`` ends the code and sets how many people work."""
    approved, start = map(dt.date.fromisoformat, days)
    town = more.get("town", "示例镇")
    spec = Spec(
        name=f"{DISTRICTS[HOME]}{town}{title}以工代赈项目",
        code=f"{approved - dt.timedelta(days=80):%y%m}-{HOME}-04-01-{FIRST_CODE + number:06d}",
        approved_on=approved,
        start=start,
        headcount=8 + number % 6,
        managers=number % 2,
        months=1,
    )
    at = at if isinstance(at, tuple) else (at,)
    return Demo(waits, at, replace(spec, **more), spot_check)


ROAD, WATER, WOODS = ({"field": name} for name in ("交通", "水利", "林业"))
HILLS = {"town": "样板镇", "village": "样板村"}
NEXT = {"village": "演示村"}
NO_FIRM = {"supervision_mode": "业主现场代表+村务监督"}
CENTRAL = {"funds": (("中央预算内投资", "0.8"), ("区级财政", "0.2"))}
CITY = {"approving_body": "市发展和改革委员会"}
AGRI = {"approving_body": "区农业农村局"}
NO_R8 = {"facts": {"omit": {"plan": ["r8"]}}}  # 留一处没有写明的要素，看闸口怎么说

# fmt: off
DEMOS: tuple[Demo, ...] = (
    _demo(1, "示例村村内道路硬化（二期）", "村申报", At("PlanItem", "DRAFT"),
          ("2027-01-28", "2027-04-06")),
    _demo(2, "示例村护林步道修缮", "乡镇审核，经办人已审", At("PlanItem", "TOWN_REVIEW", signed=1),
          ("2027-01-20", "2027-04-06"), **WOODS),
    _demo(3, "演示村灌溉渠道配套", "入库审核", At("PlanItem", "JOINT_REVIEW"),
          ("2027-01-10", "2027-03-16"), **WATER, **NEXT),
    _demo(4, "样板村村内道路硬化", "年度清单审定", At("PlanItem", "LISTING"),
          ("2026-12-30", "2027-03-09"), **HILLS),
    _demo(5, "演示村村道错车道", "报市备案", At("PlanItem", "FILING"),
          ("2026-12-20", "2027-03-09"), **ROAD, **NEXT),
    _demo(6, "示例村污水支管入户", "编制实施方案、劳动力摸底", At("ApprovalCase", "DRAFT", fills="plan"),
          ("2026-12-28", "2027-03-16"), **CENTRAL, **NO_R8),
    _demo(7, "示例村田间沟渠整治", "乡镇初核", At("ApprovalCase", "TOWN_REVIEW"),
          ("2026-12-22", "2027-03-16"), **AGRI),
    _demo(8, "示例村村道路肩整修", "行业主管（交通）审查", At("ApprovalCase", "SECTOR_REVIEW"),
          ("2026-12-15", "2027-03-16"), **ROAD),
    _demo(9, "示例村山洪沟治理", "行业主管（水务）审查", At("ApprovalCase", "SECTOR_REVIEW"),
          ("2026-12-12", "2027-03-16"), **WATER, **CENTRAL),
    _demo(10, "示例村浅山造林", "行业主管（园林绿化）审查", At("ApprovalCase", "SECTOR_REVIEW"),
          ("2026-12-11", "2027-03-16"), **WOODS, **NO_FIRM),
    _demo(11, "演示村蓄水池与管线修复", "部门会签", At("ApprovalCase", "COUNTERSIGNING"),
          ("2026-12-05", "2027-03-16"), **WATER, **NEXT),
    _demo(12, "示例村巷道与边沟整治", "区发改分管领导批复",
          At("ApprovalCase", "DECIDING", fills="approval", signed=1),
          ("2026-11-30", "2027-03-16"), **CENTRAL),
    _demo(13, "示例村跨区防火道", "市发改批复", At("ApprovalCase", "DECIDING", fills="approval"),
          ("2026-11-28", "2027-03-16"), **WOODS, **CITY),
    _demo(14, "演示村冷链仓前道路硬化", "财政拟资金文件", At("FundingNotice", "FINANCE_DRAFTING"),
          ("2026-11-02", "2027-03-16"), **NEXT),
    _demo(15, "示例村错车道与护坡", "财政签发", At("FundingNotice", "SIGNING"),
          ("2026-10-20", "2027-03-02"), **ROAD, **CENTRAL),
    _demo(16, "示例村养老驿站周边整治", "开工核对", At("StartReadiness", "SUPERVISOR_REVIEW"),
          ("2026-09-10", "2026-11-19"), months=2),
    _demo(17, "示例村口袋公园", "乡镇审核用工名册", At("Roster", "TOWN_REVIEW"),
          ("2026-09-17", "2026-11-20"), months=2, headings="synonyms"),
    _demo(18, "示例村排水边沟修缮", "编制十月报酬（交考勤表、发放台账），监理检查签认",
          (At("PayrollBatch", "DRAFT", month=1), At("PayrollBatch", "DONE", month=0)),
          ("2026-06-25", "2026-09-07"), spot_check=True, months=3, headcount=16),
    _demo(19, "示例村晾晒场与围挡", "班组长校验十月报酬", At("PayrollBatch", "CHECKING", month=0),
          ("2026-07-25", "2026-10-09"), headings="bare", **CENTRAL),
    _demo(20, "示例村村内步道", "整改复查，业主现场代表检查签认",
          At("Rectification", "SUBMITTED"),
          ("2026-08-05", "2026-10-13"), spot_check=True, months=2, **NO_FIRM),
    _demo(21, "示例村公共空间整治", "委员表决", At("AcceptanceCase", "VOTING"),
          ("2026-04-02", "2026-06-08"), months=2, **CENTRAL),
    _demo(22, "示例村田间道路硬化", "资产移交", At("Handover", "TRANSFERRING"),
          ("2026-03-02", "2026-05-06")),
    _demo(23, "样板村护村坝修复", "已归档", (), ("2025-03-20", "2025-06-03"), months=2,
          headcount=20, **WATER, **HILLS, **NO_FIRM),
)
# fmt: on
