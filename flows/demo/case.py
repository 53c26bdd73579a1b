"""A case folder: one project as its officials would know it (facts, ledgers, votes).

Facts that ``case.json`` leaves out are taken from :data:`DEFAULTS` and from what it does say;
this page is the one documented set of them.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from flows.documents.elements import wanted
from flows.orgs.kinds import DISTRICTS
from flows.projects.scope import sector_of_field
from flows.sheets.ledgers import Ledger, parse

from .organisation import SECTOR_NAMES, Cast

BUNDLED = Path(__file__).parent / "cases"

DEFAULTS: dict[str, Any] = {
    "district": "110118",
    "town": "示例镇",
    "project_village": "示例村",
    "field": "农村生产生活",
    "kind": "小微工程",
    "content": "村内小型基础设施建设",
    "labour_links": ["一般劳动", "后期管护"],
    "benefit_modes": ["劳务报酬", "就业技能培训", "公益性岗位"],
    "disaster_recovery": False,
    "pilot": False,
    "track": "常规",
    "organisation_mode": "村集体经济组织组织本地劳动力",
    "procurement": "村民自建",
    "procurement_basis": "施工估算价低于400万元，未达必须招标的规模标准；村民代表会议议定自建",
    "approving_body": "区发展和改革委员会",
    "owner": "示例镇乡村建设服务中心",
    "contractor": "示例村股份经济合作社",
    "supervision_mode": "监理单位",
    "supervisor": "北京示例监理有限公司",
    "daily_rate": "200",
    "public_welfare_posts": 0,
    "asset_shares": 0,
    "wage_regime": "参照执行",
    "maintenance_body": "示例村民委员会",
    "maintenance_fund": "20000",
    "priority_headcount": 0,
    "omit": {},
    "decision": "批准",
}
MEMBERS = (
    "项目业主单位",
    "区发展和改革委员会",
    "区农业农村局",
    "区财政局",
    "区人力资源和社会保障局",
    "行业主管部门",
    "村务监督委员会",
)
CHECKPOINTS = (
    ("Q1", "隐蔽工程", "A"),
    ("Q3", "关键工序", "B"),
    ("W1", "用工实名", "A"),
    ("W2", "考勤与现场人数核对", "B"),
    ("W4", "报酬按月足额到卡", "A"),
)
APPROVING = {"区发展和改革委员会": "drc", "区农业农村局": "agri", "市发展和改革委员会": "city_drc"}


class CaseError(Exception):
    """案例文件夹不能使用：``message`` 说明缺什么。"""


@dataclass(frozen=True)
class SheetFile:
    """One file of the folder, read once: what it is and what it says."""

    name: str
    data: bytes
    ledger: Ledger

    @property
    def month(self) -> dt.date | None:
        return dt.date.fromisoformat(f"{self.ledger.month}-01") if self.ledger.month else None


@lru_cache(maxsize=256)
def _read(name: str, data: bytes) -> SheetFile:
    """A folder that is told again (demo, tests) is not read again."""
    return SheetFile(name, data, parse(name, data))


class Case:
    """The facts of a folder; every fact has a value, from the case or from the defaults."""

    def __init__(self, facts: dict[str, Any], files: list[tuple[str, bytes]]) -> None:
        self.facts = DEFAULTS | facts
        self._files = files
        for key in (
            "name",
            "code",
            "total_investment",
            "funds",
            "headcount",
            "labour_pay",
            "approved_on",
            "start_date",
            "end_date",
        ):
            if key not in self.facts:
                raise CaseError(f"case.json 缺少 {key}。")

    @classmethod
    def load(cls, place: str) -> Case:
        """Read a folder, or a bundled case by its name. Raises :class:`CaseError`."""
        folder = Path(place) if Path(place).is_dir() else BUNDLED / place
        if not (folder / "case.json").is_file():
            raise CaseError(f"找不到案例“{place}”：没有 case.json。")
        try:
            facts = json.loads((folder / "case.json").read_text("utf-8"))
        except ValueError as error:
            raise CaseError(f"case.json 不是有效的 JSON：{error}") from error
        sheets = sorted(p for p in folder.iterdir() if p.suffix.lower() in (".xlsx", ".csv"))
        return cls(facts, [(path.name, path.read_bytes()) for path in sheets])

    def __getitem__(self, key: str) -> Any:
        return self.facts[key]

    def day(self, key: str) -> dt.date:
        return dt.date.fromisoformat(self.facts[key])

    def money(self, key: str) -> Decimal:
        return Decimal(str(self.facts[key]))

    @cached_property
    def files(self) -> list[SheetFile]:
        return [_read(name, data) for name, data in self._files]

    def of_kind(self, kind: str) -> list[SheetFile]:
        found = [file for file in self.files if file.ledger.kind == kind]
        return sorted(found, key=lambda file: (file.ledger.month or "", file.name))

    @property
    def unknown(self) -> list[SheetFile]:
        return self.of_kind("unknown")

    @property
    def funds(self) -> dict[str, Decimal]:
        return {fund["source"]: Decimal(str(fund["amount"])) for fund in self["funds"]}

    @property
    def has_firm(self) -> bool:
        return bool(self["supervision_mode"] == "监理单位")

    @property
    def approving_body(self) -> str:
        try:
            return APPROVING[self["approving_body"]]
        except KeyError:
            raise CaseError(f"不认识的审批部门：{self['approving_body']}。") from None

    @property
    def cast(self) -> Cast:
        if self["district"] not in DISTRICTS:
            raise CaseError(f"不认识的区代码：{self['district']}。")
        return Cast(
            self["district"],
            self["town"],
            self["project_village"],
            self["field"],
            self["owner"],
            self["contractor"],
            self["supervisor"] if self.has_firm else None,
        )

    @property
    def sector_office(self) -> str:
        """What the case calls the sector department, without the district's name."""
        return "区" + SECTOR_NAMES.get(sector_of_field(self["field"]), "行业主管部门")

    @property
    def elements(self) -> dict[str, dict[str, Any]]:
        """r1–r12 as the papers state them: the case's own, else made of its other facts."""
        return self._promised() | self._arranged() | self.facts.get("elements", {})

    def _promised(self) -> dict[str, dict[str, Any]]:
        """r1–r5: people, pay and training."""
        source, amount = next(iter(self.funds.items()))
        rate = Decimal(str(self["daily_rate"]))
        days = int(self.money("labour_pay") / rate)
        training = self.facts.get("training_headcount", self["headcount"])
        people, first = self["headcount"], self["priority_headcount"]
        return {
            "r1": {"labour_links": self["labour_links"], "trades": ["普工"]}
            | {"openings": people, "worker_days": days},
            "r2": {"headcount": people, "priority_headcount": first},
            "r3": {"labour_pay": str(self["labour_pay"]), "denominator": source}
            | {"denominator_amount": str(amount)},
            "r4": {"daily_rate": str(rate), "basis": "参照当地同工种务工水平，不低于最低工资标准"},
            "r5": {"safety": training, "skills": training},
        }

    def _arranged(self) -> dict[str, dict[str, Any]]:
        """r6–r12: how it is paid, published, organised, supervised and kept up."""
        posts, shares = self["public_welfare_posts"], self["asset_shares"]
        fund = str(self["maintenance_fund"])
        return {
            "r6": {"method": "本人银行卡", "cycle_days": 31},
            "r7": {"project_board": True, "pay_publicity_days": 7},
            "r8": {"public_welfare_posts": posts, "asset_shares": shares},
            "r9": {"mode": self["organisation_mode"], "body": self["contractor"]}
            | {"procurement": self["procurement"], "basis": self["procurement_basis"]},
            "r10": {"responsible_person": f"{self['town']}分管领导"}
            | {"supervising_unit": "区农业农村局", "supervising_person": "监管责任人"},
            "r11": {"body": self["maintenance_body"], "annual_fund": fund},
            "r12": {"no_management_pay": True},
        }

    def elements_of(self, kind: str) -> dict[str, dict[str, Any]]:
        """What the document ``kind`` states: the wanted elements without those ``omit`` names."""
        omitted = self["omit"].get(kind, ())
        stated = self.elements
        return {e.key: stated[e.key] for e in wanted(kind) if e.key not in omitted}

    @property
    def committee(self) -> list[dict[str, Any]]:
        """Members with vote and role; the default committee agrees, the owner in the chair."""
        if "committee" in self.facts:
            return list(self["committee"])
        voting = [
            {
                "organisation": self.sector_office if name == "行业主管部门" else name,
                "vote": "同意",
                "chair": name == "项目业主单位",
            }
            for name in MEMBERS
        ]
        spoken = ["施工单位", "监理单位"] if self.has_firm else ["施工单位"]
        return voting + [{"organisation": name, "voting": False} for name in spoken]

    @property
    def months(self) -> list[dt.date]:
        """The months of work: the case's own list, else those its files name."""
        if "months" in self.facts:
            return [dt.date.fromisoformat(f"{month}-01") for month in self["months"]]
        found = {f.month for f in self.files if f.month and f.ledger.kind != "roster"}
        return sorted(found)

    @property
    def checkpoints(self) -> list[dict[str, Any]]:
        if self.facts.get("checkpoints"):
            return list(self["checkpoints"])
        month = f"{self.day('start_date'):%Y-%m}"
        return [
            {"code": code, "title": title, "severity": severity, "month": month, "result": "合格"}
            for code, title, severity in CHECKPOINTS
        ]

    @property
    def contract(self) -> dict[str, Any]:
        given = self.facts.get("contract", {})
        price = str((self.money("total_investment") * Decimal("0.9")).quantize(Decimal("0.01")))
        return {"price": price, "labour_fee_cycle_days": 31, "labour_clause": True} | given
