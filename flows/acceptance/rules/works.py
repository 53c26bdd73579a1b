"""E1–E7 工程, L17 管护, L18 移交决算."""

from __future__ import annotations

from flows.engine.findings import Terms

from ..figures.dossier import Dossier
from .items import Item, passes, places, ratio, unrecorded, weigh

STATED = {
    "E1": ("quantity_done", "设计和合同约定的各项内容"),
    "E2": ("archive_complete", "技术档案和施工管理资料"),
    "E3": ("material_reports", "主要材料、构配件、设备的进场试验报告"),
    "E4": ("quality_files", "有关单位分别签署的质量合格文件（没有委托的单位不适用）"),
    "E5": ("warranty", "施工单位签署的工程保修书"),
}


def stated(code: str, found: Dossier, terms: Terms) -> Item:
    """建设工程质量管理条例16：竣工验收应当具备的条件，以竣工报告所报为准。"""
    name, what = STATED[code]
    report = found.works.report
    if not report.reported:
        said = "竣工报告未报。" if found.done else "尚未报送竣工报告。"
        return weigh(code, found, terms, "fail" if found.done else "na", said)
    good = bool(getattr(report, name))
    said = f"{what}：{'已具备' if good else '未具备'}。"
    return weigh(code, found, terms, passes(good), said, value="1" if good else "0", target="1")


def checkpoints(found: Dossier, terms: Terms) -> Item:
    """条例30、37：隐蔽工程先验后隐，未经签字不得进入下道工序；须百分之百验收。"""
    planned, passed = found.works.checkpoints, found.works.checkpoints_passed
    if not found.done:
        return weigh("E6", found, terms, "na", f"已验收 {passed} 项，共 {planned} 项。")
    if not planned:
        return unrecorded("E6", found, terms, "隐蔽工程和关键工序检查点")
    return weigh(
        "E6",
        found,
        terms,
        passes(passed == planned),
        f"隐蔽工程和关键工序检查点 {planned} 项，已签认 {passed} 项。",
        value=places(ratio(passed, planned)),
        target="1.0000",
        rows=planned - passed,
    )


def budget(found: Dossier, terms: Terms) -> Item:
    """政府投资条例23：投资原则上不得超过经核定的投资概算。"""
    settlement = found.works.report.settlement
    if not found.works.report.reported or settlement is None:
        said = "竣工报告未报结算金额。" if found.done else "尚未报送结算金额。"
        return weigh("E7", found, terms, "fail" if found.done else "na", said)
    share = ratio(settlement, found.total_investment)
    against = found.promise.against if found.promise else ""
    return weigh(
        "E7",
        found,
        terms,
        passes(share <= 1),
        f"结算 {settlement} 元，核定总投资 {found.total_investment} 元{against}。",
        value=places(share),
        target="1.0000",
    )


def maintenance(found: Dossier, terms: Terms) -> Item:
    """2.14：验收时以已批复的管护承诺（主体、经费、岗位数，r8、r11）判定，移交时再核实际。"""
    promised = found.works.promised
    if not promised:
        return unrecorded("L17", found, terms, "立项批复的管护要素")
    missing = [label for label, said in promised if not said]
    told = f"未写明：{'、'.join(missing)}。" if missing else "管护主体、经费、公益性岗位均已承诺。"
    if found.promise is not None:
        told = f"{told.removesuffix('。')}；公益性岗位 {found.promise.posts} 个{found.promise.against}。"
    return weigh(
        "L17",
        found,
        terms,
        passes(not missing),
        told,
        value=str(len(promised) - len(missing)),
        target=str(len(promised)),
    )


def transfer(found: Dossier, terms: Terms) -> Item:
    """政府投资条例25：竣工验收后按规定办理资产移交、竣工财务决算，结余资金缴回。"""
    done = found.works.handed_over
    if not found.handed_over or not done:
        return weigh("L18", found, terms, "na", "验收后在移交环节办理。")
    missing = [label for label, there in done if not there]
    told = f"尚缺：{'、'.join(missing)}。" if missing else "移交、决算、结余处理、归档均已办理。"
    return weigh(
        "L18",
        found,
        terms,
        passes(not missing),
        told,
        value=str(len(done) - len(missing)),
        target=str(len(done)),
    )


def works_items(found: Dossier, terms: Terms) -> list[Item]:
    """E1 to E7."""
    first = [stated(code, found, terms) for code in STATED]
    return [*first, checkpoints(found, terms), budget(found, terms)]
