"""Item: one line of the 核验表, its code, strength and verdict."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal, NamedTuple

from flows.engine.findings import Finding, Terms, WorkerRef

from ..figures.counting import Offenders
from ..figures.dossier import Dossier

Verdict = Literal["pass", "fail", "explain", "na"]
NOBODY = Offenders()


class Heading(NamedTuple):
    title: str
    unit: str
    basis: str


CHECKS: dict[str, Heading] = {
    "E1": Heading("设计与合同内容完成", "", "建设工程质量管理条例16（一）"),
    "E2": Heading("技术档案、施工资料完整", "", "建设工程质量管理条例16（二）"),
    "E3": Heading("材料进场试验报告", "", "建设工程质量管理条例16（三）"),
    "E4": Heading("勘察、设计、施工、监理质量合格文件", "", "建设工程质量管理条例16（四）"),
    "E5": Heading("保修书", "", "建设工程质量管理条例16（五）、39"),
    "E6": Heading("隐蔽工程与关键工序验收", "", "建设工程质量管理条例30、37"),
    "E7": Heading("概算执行", "", "政府投资条例23"),
    "L1": Heading("名册完整", "", "实施意见三(四)；保障农民工工资支付条例28"),
    "L2": Heading("当地务工人数", "人", "实施意见一(一)；立项批复 r2"),
    "L3": Heading("优先群体占比", "", "实施意见一(一)"),
    "L4": Heading("劳务报酬总额", "元", "实施意见三(四)；立项批复 r3"),
    "L5": Heading("劳务报酬占比", "", "国家以工代赈管理办法；国办函〔2022〕58号；立项批复 r3"),
    "L6": Heading("足额发放", "元", "保障农民工工资支付条例12；劳动法48"),
    "L7": Heading("及时发放", "天", "保障农民工工资支付条例13、24；人社部发〔2021〕53号"),
    "L8": Heading("上岗前安全培训", "", "建设工程安全生产管理条例37；实施意见三(三)"),
    "L9": Heading("培训计划完成", "人次", "实施意见三(三)；立项批复 r5"),
    "L10": Heading("考勤与计薪工日一致", "工日", "实施意见三(四)；保障农民工工资支付条例28"),
    "L11": Heading("发放至本人银行卡", "", "实施意见三(四)；保障农民工工资支付条例11"),
    "L12": Heading("本人确认", "", "实施意见三(四)；保障农民工工资支付条例31"),
    "L13": Heading("银行回单核对", "元", "国家以工代赈管理办法；保障农民工工资支付条例15、31"),
    "L14": Heading("报酬公示", "", "实施意见三(四)、五(一)；立项批复 r7"),
    "L15": Heading("投诉与欠薪", "元", "保障农民工工资支付条例12、27"),
    "L16": Heading("红旗清零", "项", "实施意见五(一)、二(四)"),
    "L17": Heading("管护落实", "项", "北京市乡村振兴促进条例44；实施意见三(三)"),
    "L18": Heading("资产移交与决算", "项", "政府投资条例25；实施意见五(一)"),
}


# What is computed from ledgers and checks kept here says nothing of the months before 补录.
KEPT = frozenset({"E6", *(f"L{number}" for number in range(2, 17))})
# Sums over the whole works: a shortfall may lie in those months, so it is asked about, not failed.
SUMMED = frozenset(("L2", "L4", "L5", "L9"))


@dataclass(frozen=True)
class Item:
    """``value`` and ``target`` are plain decimal strings, None where there is none.

    ``workers`` are those whose rows make it fail; ``explained`` the recorded explanation.
    """

    code: str
    title: str
    value: str | None
    target: str | None
    unit: str
    verdict: Verdict
    strength: str
    basis: str
    message: str
    rows: int = 0
    workers: tuple[WorkerRef, ...] = ()
    rectifiable: bool = False
    explained: str = ""

    @property
    def blocks(self) -> bool:
        """It stands in the way of 通过: a blocking item that fails or is left unexplained."""
        unsettled = self.verdict == "fail" or (self.verdict == "explain" and not self.explained)
        return self.strength == "block" and unsettled

    @property
    def finding(self) -> Finding:
        cure = "限期整改后复核。" if self.rectifiable else "查明原因，整改或补正后重新核验。"
        said = f"{self.code} {self.title}：{self.message}"
        return Finding(self.code, said, self.basis, cure, self.workers, self.rows)

    def as_json(self) -> dict[str, Any]:
        """The public form of the command ``acceptance`` (issue 2, section 5)."""
        return {
            "code": self.code,
            "title": self.title,
            "value": self.value,
            "target": self.target,
            "unit": self.unit,
            "verdict": self.verdict,
            "strength": self.strength,
            "basis": self.basis,
            "message": self.message,
            "rows": self.rows,
            "workers": [worker._asdict() for worker in self.workers],
        }


def weigh(
    code: str,
    found: Dossier,
    terms: Terms,
    verdict: Verdict,
    message: str,
    *,
    value: str | None = None,
    target: str | None = None,
    rows: int = 0,
    who: Offenders = NOBODY,
) -> Item:
    """An item with its heading and the strength the parameters give it here.

    Workers are named only where the item does not pass; ``rows`` otherwise counts what it read.
    """
    heading, why = CHECKS[code], found.explained(code)
    strength, rectifiable = _weight(code, found, terms)
    if found.kept_since is not None and code in KEPT:
        verdict = "explain" if verdict == "fail" and code in SUMMED else verdict
        message += f"补录项目：只核验 {found.kept_since} 起在本系统办理的部分，此前以扫描件为准。"
    shown = who if verdict in ("fail", "explain") else NOBODY
    said = f"{message}说明：{why}" if why else message
    return Item(
        *(code, heading.title, value, target, heading.unit, verdict, strength, heading.basis, said),
        rows=shown.rows or rows,
        workers=shown.workers,
        rectifiable=rectifiable,
        explained=why,
    )


def _weight(code: str, found: Dossier, terms: Terms) -> tuple[str, bool]:
    """(strength, whether it may be put right afterwards) of an item, by the parameters."""
    given: dict[str, Any] = {"on": terms.today, "fund": found.fund, "district": found.district}
    rectifiable = terms.parameters.find(f"item.{code}.rectifiable", **given)
    strength = terms.parameters.get(f"item.{code}", **given).strength
    return strength, bool(rectifiable and rectifiable.yes)


def passes(good: bool) -> Verdict:
    return "pass" if good else "fail"


def unrecorded(code: str, found: Dossier, terms: Terms, what: str) -> Item:
    """Nothing to weigh yet: not applicable while the works go on, a failure afterwards."""
    verdict: Verdict = "fail" if found.done else "na"
    return weigh(code, found, terms, verdict, f"还没有{what}。")


def plain(number: Decimal | int) -> str:
    """A number without exponent and without idle zeros after the point."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(amount: Decimal) -> str:
    return f"{amount.quantize(Decimal('0.01'), ROUND_HALF_UP):f}"


def ratio(part: Decimal | int, whole: Decimal | int) -> Decimal:
    """Exact; rounded only when it is shown."""
    return Decimal(part) / Decimal(whole) if whole else Decimal(0)


def places(share: Decimal) -> str:
    """Four places, as shown; comparisons are made before rounding."""
    return f"{share.quantize(Decimal('0.0001'), ROUND_HALF_UP):f}"
