"""The default parameters (domain.md 2.13, 2.14), loaded once by migration 0002.

Columns: key, value, unit, strength, fund, effective from, as of, basis. A row with a funding
source beats the general one; a later effective date beats an earlier one.
"""

from __future__ import annotations

from typing import NamedTuple

START = "2000-01-01"
OPINION = "2023-10-17"  # 京发改〔2023〕1336号 印发之日
CENTRAL = "中央预算内投资"


class Default(NamedTuple):
    key: str
    value: str
    unit: str
    strength: str
    fund: str
    effective_from: str
    as_of: str
    basis: str


DEFAULTS: tuple[Default, ...] = (
    Default("ratio.central_budget.min", "0.15", "", "block", CENTRAL, START, "approval",
            "国家以工代赈管理办法；国办函〔2022〕58号前为15%"),
    Default("ratio.central_budget.min", "0.30", "", "block", CENTRAL, "2023-03-01", "approval",
            "国家以工代赈管理办法（发展改革委令第57号）；国办函〔2022〕58号"),
    Default("ratio.central_budget.min", "0.30", "", "record", "", "2023-03-01", "approval",
            "国办函〔2022〕58号（非中央预算内资金只提示）"),
    Default("step.town_review.days", "5", "工作日", "warn", "", START, "today", "本系统默认，各区可配"),
    Default("step.joint_review.days", "10", "工作日", "warn", "", START, "today", "本系统默认，各区可配"),
    Default("step.receive.days", "5", "工作日", "warn", "", START, "today", "参照行政许可法32"),
    Default("step.sector_review.days", "10", "工作日", "warn", "", START, "today", "各区承诺时限，可配"),
    Default("step.countersign.days", "7", "工作日", "warn", "", START, "today", "各区承诺时限，可配"),
    Default("step.decide.days", "5", "工作日", "warn", "", START, "today", "各区承诺时限，可配"),
    Default("step.deliver.days", "10", "工作日", "warn", "", START, "today", "参照行政许可法44"),
    Default("plan.forward.workdays", "10", "工作日", "warn", "", START, "today",
            "中央预算内投资计划转下达时限（地方执行值）"),
    Default("sector.of.农村生产生活", "住建", "", "record", "", START, "today", "实施意见四；各区可配"),
    Default("sector.of.交通", "交通", "", "record", "", START, "today", "实施意见四；各区可配"),
    Default("sector.of.水利", "水务", "", "record", "", START, "today", "实施意见四；各区可配"),
    Default("sector.of.林业", "园林绿化", "", "record", "", START, "today", "实施意见四；各区可配"),
    Default("sector.of.文化旅游", "文旅", "", "record", "", START, "today", "实施意见四；各区可配"),
    Default("sector.of.其他", "住建", "", "record", "", START, "today", "实施意见四；各区可配"),
    Default("approval.countersigners", "finance.chief,hrss.clerk,agri.chief", "", "record", "",
            START, "today", "实施意见四；审批部门与申报、业主单位不占席位"),
    Default("funding.countersigners", "drc.chief,agri.chief", "", "record", "", START, "today",
            "实施意见四"),
    Default("step.funding.days", "5", "工作日", "warn", "", START, "today", "本系统默认，各区可配"),
    Default("step.contract.days", "20", "工作日", "warn", "", START, "today", "本系统默认，各区可配"),
    Default("step.start.days", "3", "工作日", "warn", "", START, "today", "本系统默认，各区可配"),
    Default("wage_account.open_days", "30", "日", "warn", "", START, "today",
            "工程建设领域农民工工资专用账户管理暂行办法（人社部发〔2021〕53号）"),
    Default("deposit.exempt.amount", "3000000", "元", "record", "", START, "today",
            "工程建设领域农民工工资保证金规定（人社部发〔2021〕65号）"),
    Default("publicity.project.min_days", "10", "日", "record", "", START, "notice_start",
            "地方实例值，各区可配"),
    Default("start.required",
            "wage_account,deposit,notice_board,labour_officer,publicity,briefing,insurance", "",
            "block", "", START, "today", "domain.md 4.1 开工准备；各区可配"),
    Default("pay.cycle.max_days", "31", "日", "warn", "", START, "period_end",
            "保障农民工工资支付条例24；人社部发〔2021〕53号"),
    Default("checkpoints.default", "Q1,Q3,SF4,W1,W2,W4", "", "record", "", START, "today",
            "domain.md 5.1；各区可配"),
    Default("rectify.days.A", "3", "日", "warn", "", START, "today", "domain.md 5.1；各区可配"),
    Default("rectify.days.B", "7", "日", "warn", "", START, "today", "domain.md 5.1；各区可配"),
    Default("rectify.days.C", "14", "日", "warn", "", START, "today", "domain.md 5.1；各区可配"),
)
