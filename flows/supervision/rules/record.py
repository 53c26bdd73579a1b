"""What a record from the site must say before it is taken, and that there is one before a signature."""

from __future__ import annotations

from collections.abc import Iterator

from flows.engine.findings import Finding, Terms, judges
from flows.engine.parameters import Value

from .. import figures

BASIS = "建设工程质量管理条例37、38"
HEADS = "保障农民工工资支付条例28；实施意见三(二)"
GRAVE = ("A", "B")


@judges(figures.recorded)
def recorded(found: figures.Recorded, terms: Terms) -> Iterator[Finding]:
    """建设工程质量管理条例37、38：到现场检查并留下记录的人才能签认；不在待办里一点了之。"""
    if not found.there or found.unseen:
        yield Finding(
            "RECORD_MISSING",
            "报检以后还没有签认人本人的现场检查记录，不能签认或者下达整改。",
            BASIS,
            f"到现场打开“现场检查”页（{found.address}），逐项检查、拍照、签名后提交。",
        )


def record(found: figures.OnSite, terms: Terms) -> Iterator[Finding]:
    """建设工程质量管理条例37、38：逐项有结论，问题有事实，结论与逐项相符，签名确认。"""
    yield from _answered(found)
    yield from _concluded(found)
    yield from _photographed(found, terms)
    yield from heads(found, terms)
    if not found.signed:
        yield Finding(
            "SIGNATURE_MISSING", "还没有签名。", BASIS, "在签名框内手写签名，或键入本人姓名。"
        )


def _answered(found: figures.OnSite) -> Iterator[Finding]:
    for each in found.answers:
        if not each.verdict:
            yield Finding(
                "ITEM_OPEN", f"第 {each.position} 项“{each.text}”还没有结论。", BASIS,
                "选择符合、有问题或不适用。",
            )  # fmt: skip
    for each in found.defects:
        if not each.note:
            yield Finding(
                "NOTE_MISSING", f"第 {each.position} 项有问题，没有写明事实。", BASIS,
                "写明部位、事实和不符合的要求。",
            )  # fmt: skip


def _concluded(found: figures.OnSite) -> Iterator[Finding]:
    if found.outcome not in ("sign_off", "find_defect"):
        yield Finding("OUTCOME_OPEN", "还没有选择结论。", BASIS, "选择签认或者下达整改。")
    if found.outcome == "sign_off" and found.defects:
        yield Finding(
            "DEFECT_NOT_SIGNED", f"有 {len(found.defects)} 项有问题，不能签认合格。", BASIS,
            "结论选“有问题，下达整改”；填错的改为符合。",
        )  # fmt: skip
    if found.outcome == "find_defect" and not found.defects:
        yield Finding(
            "NO_DEFECT",
            "没有一项选“有问题”，不能下达整改。",
            BASIS,
            "在有问题的一项选“有问题”并写明。",
        )
    if found.outcome == "find_defect" and not found.defect:
        yield Finding("DEFECT_UNSAID", "没有写明要整改的问题。", BASIS, "在结论处写明问题和要求。")


def _photographed(found: figures.OnSite, terms: Terms) -> Iterator[Finding]:
    least = _parameter("inspection.photos.min", found, terms)
    most = _parameter("inspection.photos.max", found, terms)
    wanted = max(least.days, 1) if found.concealed else least.days
    if found.photos < wanted:
        what = "隐蔽工程须附隐蔽前影像" if found.concealed else "现场照片不够"
        yield Finding(
            "PHOTOS_FEW", f"{what}：至少 {wanted} 张，现在 {found.photos} 张。", least.basis,
            "拍下检查的部位后提交。",
            level="block" if found.concealed or least.strength == "block" else "review",
        )  # fmt: skip
    if found.photos > most.days:
        yield Finding(
            "PHOTOS_MANY",
            f"照片最多 {most.text} 张，现在 {found.photos} 张。",
            most.basis,
            "去掉重复的。",
        )
    for each in found.defects:
        if found.severity in GRAVE and each.position not in found.shown:
            yield Finding(
                "DEFECT_PHOTO", f"第 {each.position} 项有问题，没有照片。", BASIS,
                "在该项下拍照，拍到有问题的部位。",
            )  # fmt: skip


def heads(found: figures.OnSite, terms: Terms) -> Iterator[Finding]:
    """domain.md 5.1 W2：现场清点与当日考勤差 5% 以上为 B，20% 以上为 A；比例是参数。"""
    if not found.counts:
        return
    if found.counted is None:
        yield Finding(
            "HEADS_MISSING", "没有填写现场清点的人数。", HEADS, "清点在场务工人员后填写。"
        )
        return
    if found.difference is None:
        yield Finding(
            "ROLL_MISSING", "当日还没有点名或考勤记录，无法与现场人数核对。", HEADS,
            "请施工单位点名后，由复查人核对。", level="review",
        )  # fmt: skip
        return
    grade = head_grade(found, terms)
    if grade:
        limit = _parameter(f"inspection.heads.{grade}", found, terms)
        hard = found.code == "W2" and found.outcome != "find_defect"
        yield Finding(
            "HEADS_DIFFER",
            f"现场 {found.counted} 人，当日考勤 {found.on_roll} 人，相差 {found.difference:.0%}"
            f"（超过 {limit.number:.0%}，{grade} 级）。",
            limit.basis,
            "在“人数一致”一项选“有问题”，写明缘由，结论选下达整改。"
            if hard
            else "核对名册和点名。",
            level="block" if hard else "review",
        )


def head_grade(found: figures.OnSite, terms: Terms) -> str:
    """``A``, ``B`` or "" by how far heads and attendance are apart."""
    apart = found.difference
    for grade in GRAVE:
        limit = _parameter(f"inspection.heads.{grade}", found, terms)
        if apart is not None and apart > limit.number:
            return grade
    return ""


def _parameter(key: str, found: figures.OnSite, terms: Terms) -> Value:
    return terms.parameters.get(key, on=terms.today, district=found.district)
