"""case.json of a fabricated case, and what an honest count of its sheets must give."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_CEILING, Decimal
from random import Random
from typing import Any

from flows.engine.policy import DEFAULTS as PARAMETERS

from ..organisation import SECTOR_NAMES
from .faults import Planted
from .spec import Spec
from .work import Site

TEN_THOUSAND = Decimal(10_000)
WORKS = {  # 领域：工程名称、建设内容、隐蔽工程、关键工序
    "农村生产生活": ("村内道路硬化", "路面硬化3600平方米，边沟800米", "路基与垫层", "混凝土面层"),
    "交通": ("村道路肩整修", "路肩培土5.2公里，错车道12处", "路床", "路肩压实"),
    "水利": ("灌溉渠道配套", "渠道衬砌2.6公里及配套建筑物", "渠基与垫层", "混凝土衬砌"),
    "林业": ("护林步道修缮", "步道4.8公里，补植3000株", "步道基层", "栽植"),
    "文化旅游": ("文化广场整治", "广场铺装1800平方米，绿化900平方米", "广场垫层", "铺装面层"),
    "其他": ("公共空间整治", "铺装1200平方米，挡墙260米", "挡墙基础", "砌筑"),
}
SECTORS = {
    row.key.removeprefix("sector.of."): row.value
    for row in PARAMETERS
    if row.key.startswith("sector.of.")
}
OFFICES = ("区发展和改革委员会", "区农业农村局", "区财政局", "区人力资源和社会保障局")
PROCUREMENT_BASIS = "施工估算价低于400万元，未达必须招标的规模标准；村民代表会议议定自建"
MADE = (
    "committee",
    "elements",
    "contract",
    "checkpoints",
    "months",
    "training_headcount",
    "villages",
)


def code_of(rng: Random, spec: Spec) -> str:
    registered = spec.approval_day - dt.timedelta(days=90)
    return f"{registered:%y%m}-{spec.district}-04-01-{rng.randrange(300_000, 900_000):06d}"


def facts_of(spec: Spec, site: Site, code: str, promised: Decimal) -> dict[str, Any]:
    """``promised`` is the labour pay the days amount to, before anything was planted."""
    facts = _who(spec) | _when(spec) | _sums(spec, site, promised)
    facts |= {"name": name_of(spec), "code": code, "short": code[-6:], "source": "编造的演示案例"}
    facts |= {
        "committee": _committee(spec),
        "checkpoints": _checkpoints(spec),
        "contract": _contract(spec, facts),
        "elements": _elements(spec, site, facts),
    }
    if spec.terse:
        facts = {key: value for key, value in facts.items() if key not in MADE}
    return facts | spec.facts


def _when(spec: Spec) -> dict[str, Any]:
    return {
        "approved_on": spec.approval_day.isoformat(),
        "start_date": spec.start.isoformat(),
        "end_date": spec.end.isoformat(),
        "months": [f"{month:%Y-%m}" for month in spec.calendar],
    }


def _sums(spec: Spec, site: Site, promised: Decimal) -> dict[str, Any]:
    funds = _funds(spec, promised)
    people = len(site.crew.relief)
    return {
        "total_investment": _plain(sum(funds.values(), Decimal(0))),
        "funds": [{"source": source, "amount": _plain(funds[source])} for source in funds],
        "headcount": people,
        "priority_headcount": sum(bool(person.tag) for person in site.crew.relief),
        "training_headcount": people,
        "labour_pay": _plain(promised),
        "daily_rate": spec.daily_rate,
        "public_welfare_posts": 2,
        "asset_shares": 0,
        "maintenance_fund": "20000",
    }


def expected_of(site: Site, planted: list[Planted]) -> dict[str, Any]:
    """The figures of the bundled cases' expected.json; pay is what the ledgers say."""
    relief = [line for line in site.lines if line.person.is_relief]
    present = {line.person.id_number for line in relief if line.marks}
    return {
        "ends": "NOT_ARCHIVED" if planted else "ARCHIVED",
        "relief_workers": len(present),
        "people_on_roster": len(site.crew.people),
        "relief_days_paid": _plain(sum((line.days for line in relief), Decimal(0))),
        "relief_pay": f"{site.relief_pay():.2f}",
        "all_pay": f"{sum((line.net for line in site.lines), Decimal(0)):.2f}",
        "payroll_rows": len(site.lines),
        "attendance_marks": sum(len(line.marks) for line in site.lines),
        "planted": [each.as_json() for each in planted],
    }


def name_of(spec: Spec) -> str:
    return spec.name or (
        f"{spec.district_name}{spec.town}{spec.village}{WORKS[spec.field][0]}以工代赈项目"
    )


def _who(spec: Spec) -> dict[str, Any]:
    return {
        "district": spec.district,
        "town": spec.town,
        "project_village": spec.village,
        "field": spec.field,
        "supervision_mode": spec.supervision_mode,
        "approving_body": spec.approving_body,
        "owner": f"{spec.town}乡村建设服务中心",
        "contractor": f"{spec.village}股份经济合作社",
        "supervisor": "北京示例监理有限公司",
        "maintenance_body": f"{spec.village}村民委员会",
        "villages": [spec.village, "邻村"],
        "content": WORKS[spec.field][1],
        "procurement": "村民自建",
        "procurement_basis": PROCUREMENT_BASIS,
    }


def _funds(spec: Spec, promised: Decimal) -> dict[str, Decimal]:
    """The first source so large that labour pay is ``pay_share`` of it, the others by weight."""
    (first, weight), *others = spec.funds
    amount = _up(promised / Decimal(spec.pay_share))
    return {first: amount} | {
        source: _up(amount * Decimal(share) / Decimal(weight)) for source, share in others
    }


def _committee(spec: Spec) -> list[dict[str, Any]]:
    sector = "区" + SECTOR_NAMES[SECTORS[spec.field]]
    members = ["项目业主单位", *OFFICES, sector, "村务监督委员会"]
    voting = [{"organisation": name, "vote": "同意"} for name in members]
    voting[0]["chair"] = True  # type: ignore[assignment]
    spoken = ["施工单位", "监理单位"] if spec.supervision_mode == "监理单位" else ["施工单位"]
    return voting + [{"organisation": name, "voting": False} for name in spoken]


def _checkpoints(spec: Spec) -> list[dict[str, Any]]:
    first, last = f"{spec.calendar[0]:%Y-%m}", f"{spec.calendar[-1]:%Y-%m}"
    hidden, key = WORKS[spec.field][2:]
    planned = (
        ("Q1", f"隐蔽工程：{hidden}", "A", first),
        ("Q3", f"关键工序：{key}", "B", last),
        ("SF4", "防护用品与临时用电", "B", first),
        ("W1", "用工实名", "A", first),
        ("W2", "考勤与现场人数核对", "B", last),
        ("W4", "报酬按月足额到卡", "A", last),
    )
    found = [
        {"code": code, "title": title, "severity": severity, "month": month, "result": "合格"}
        for code, title, severity, month in planned
    ]
    found[2] |= {"result": "问题", "defect": "两人未戴安全帽", "rectified": True}  # type: ignore[dict-item]
    return found


def _contract(spec: Spec, facts: dict[str, Any]) -> dict[str, Any]:
    gap = (spec.start - spec.approval_day).days
    signed = spec.approval_day + dt.timedelta(days=gap * 7 // 10)
    price = Decimal(facts["total_investment"]) * Decimal("0.9")
    return {
        "signed_on": signed.isoformat(),
        "price": _plain(price),
        "labour_fee_cycle_days": 31,
        "labour_clause": True,
    }


def _elements(spec: Spec, site: Site, facts: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """r1–r12 as every paper states them."""
    return _promised(site, facts) | {
        "r6": {"method": "本人银行卡", "cycle_days": 31},
        "r7": {"project_board": True, "pay_publicity_days": 7},
        "r8": {"public_welfare_posts": 2, "asset_shares": 0},
        "r9": {
            "mode": "村集体经济组织组织本地劳动力",
            "body": facts["contractor"],
            "procurement": facts["procurement"],
            "basis": PROCUREMENT_BASIS,
        },
        "r10": {
            "responsible_person": f"{spec.town}分管领导",
            "supervising_unit": "区农业农村局",
            "supervising_person": "示例监管责任人",
        },
        "r11": {"body": facts["maintenance_body"], "annual_fund": facts["maintenance_fund"]},
        "r12": {"no_management_pay": True},
    }


def _promised(site: Site, facts: dict[str, Any]) -> dict[str, dict[str, Any]]:
    people, first = facts["headcount"], facts["funds"][0]
    days = sum((line.days for line in site.lines if line.person.is_relief), Decimal(0))
    return {
        "r1": {
            "labour_links": ["一般劳动", "后期管护"],
            "trades": sorted({person.trade for person in site.crew.relief}),
            "openings": people,
            "worker_days": int(days),
        },
        "r2": {"headcount": people, "priority_headcount": facts["priority_headcount"]},
        "r3": {
            "labour_pay": facts["labour_pay"],
            "denominator": first["source"],
            "denominator_amount": first["amount"],
        },
        "r4": {
            "daily_rate": facts["daily_rate"],
            "basis": "参照当地同工种务工水平，不低于最低工资标准",
        },
        "r5": {"safety": people, "skills": people},
    }


def _up(amount: Decimal) -> Decimal:
    return (amount / TEN_THOUSAND).to_integral_value(ROUND_CEILING) * TEN_THOUSAND


def _plain(value: Decimal) -> str:
    """A decimal without needless places: 336000, 1680.5."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
