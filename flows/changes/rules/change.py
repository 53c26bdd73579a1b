"""Judgements on a change of what was approved: whole, possible, paid for, and the share kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flows.documents import rules as documents
from flows.engine.findings import Finding, Terms, judges
from flows.orgs.kinds import OrganizationKind
from flows.projects.states import CORRIDOR, Stage

from ..figures.change import FIELDS, LABOUR, NAMES, Proposal, fields_of, proposal

# From 批复 to the last day of the works: what is done cannot be promised otherwise.
CHANGEABLE = (
    *CORRIDOR[CORRIDOR.index(Stage.APPROVED) : CORRIDOR.index(Stage.COMPLETED)],
    Stage.SUSPENDED,
)
BUILDING = (Stage.CONSTRUCTION, Stage.SUSPENDED)
LABELS = {
    "PLACE": "建设地点", "SCALE": "建设规模", "CONTENT": "建设内容", "TERM": "建设工期",
    "BODY": "承接主体", "LABOUR": "用工和报酬承诺", "ESTIMATE": "投资概算",
}  # fmt: skip
LESS = {
    "headcount": "带动当地务工人数", "priority": "其中优先群体", "pay": "劳务报酬总额",
    "training": "培训人次", "safety": "其中安全培训", "posts": "公益性岗位",
}  # fmt: skip
BASIS = "政府投资条例21"
LABOUR_BASIS = "实施意见四；政府投资条例21"
FILL = "在“填写内容”中改正后再报送。"


def differs(found: Proposal, name: str) -> bool:
    """Field ``name`` is given, and says something else than what stands."""
    if name not in found.given:
        return False
    if name == "new_contractor":
        return found.after.contractor != found.before.contractor
    return bool(found.given[name] != getattr(found.before, NAMES[name]))


@judges(proposal)
def under_way(found: Proposal, terms: Terms) -> Iterator[Finding]:
    """政府投资条例21：变更在批复之后、完工之前；已经完工的按验收办理。"""
    if found.stage not in CHANGEABLE:
        yield Finding(
            "CHANGE_TOO_LATE",
            f"项目目前处于“{Stage(found.stage).label}”，不能再变更批复内容。",
            BASIS,
            "已经完工的在验收中说明差异；确须变更的退回在建后办理。",
        )


@judges(proposal)
def kinds_filled(found: Proposal, terms: Terms) -> Iterator[Finding]:
    """每一个变更事项都写明变更后的内容，且与现在不同；写明理由。"""
    if not found.kinds:
        yield Finding("CHANGE_EMPTY", "没有选择变更事项。", BASIS, FILL)
    for kind in found.kinds:
        own = FIELDS[kind] if kind in ("LABOUR", "TERM") else FIELDS[kind][:1]
        if not any(differs(found, name) for name in own):
            said = any(name in found.given for name in own)
            yield Finding(
                "CHANGE_SAME" if said else "CHANGE_UNSAID",
                f"变更事项“{LABELS[kind]}”"
                + ("变更后的内容与现在相同。" if said else "没有写明变更后的内容。"),
                BASIS,
                f"{FILL}不变更的，请去掉这一事项。",
            )
    if not found.reason:
        yield Finding("CHANGE_UNREASONED", "没有写明变更理由。", BASIS, FILL)


@judges(proposal)
def less_is_said(found: Proposal, terms: Terms) -> Iterator[Finding]:
    """用工人数、报酬、培训、岗位减少本身就是须报批的变更，不能夹在别的事项里。"""
    if "LABOUR" in found.kinds:
        return
    less = [
        label
        for name, label in LESS.items()
        if (getattr(found.after, name) or 0) < (getattr(found.before, name) or 0)
    ]
    if less:
        yield Finding(
            "LABOUR_UNSAID",
            f"{'、'.join(less)}减少，而变更事项中没有“{LABELS['LABOUR']}”。",
            LABOUR_BASIS,
            "在变更事项中加选“用工和报酬承诺”，写明减少的理由。",
        )


@judges(proposal)
def term_possible(found: Proposal, terms: Terms) -> Iterator[Finding]:
    """工期先后有序，包住已经发生的施工；在建的不早于今天。"""
    if "TERM" not in found.kinds:
        return
    after, began, worked = found.after, found.worked_from, found.worked_to
    if after.end < after.start:
        yield _term("TERM_REVERSED", f"计划完工 {after.end} 早于计划开工 {after.start}。")
    if began is not None and differs(found, "new_start") and after.start > began:
        yield _term(
            "TERM_AFTER_WORKS", f"计划开工 {after.start} 晚于已经有人出勤的第一天 {began}。"
        )
    last = max(
        filter(None, (worked, terms.today if found.stage in BUILDING else None)), default=None
    )
    if last is not None and differs(found, "new_end") and after.end < last:
        yield _term("TERM_BEFORE_WORKS", f"计划完工 {after.end} 早于工程正在施工的 {last}。")


def _term(code: str, message: str) -> Finding:
    return Finding(code, message, BASIS, "核对变更后的计划开工、计划完工日期。")


@judges(proposal)
def body_fits(found: Proposal, terms: Terms) -> Iterator[Finding]:
    """新的承接主体是施工单位，不是现在的，也不是本项目的监理单位。"""
    if "BODY" not in found.kinds or "new_contractor" not in found.given:
        return
    if found.before.contractor is None:
        yield Finding(
            "BODY_NOT_YET",
            "本项目尚未确定承接主体，不必变更。",
            BASIS,
            "在合同登记时填写承接主体。",
        )
    if found.after.contractor == found.supervisor:
        yield Finding(
            "BODY_SUPERVISES",
            f"{found.after.contractor_name}是本项目的监理单位，不能同时承接施工。",
            "建筑法34；建设工程质量管理条例35",
            "另选承接主体。",
        )
    elif found.contractor_kind != OrganizationKind.CONTRACTOR:
        yield Finding(
            "BODY_KIND",
            f"{found.after.contractor_name}不是承接主体。",
            BASIS,
            "选择施工单位、合作社等。",
        )


@judges(proposal)
def money_found(found: Proposal, terms: Terms) -> Iterator[Finding]:
    """政府投资条例23：增加投资须落实资金来源，由原核定部门核定；各项来源之和等于总投资。"""
    before, after = found.before, found.after
    if after.total > before.total and not found.money_source:
        yield Finding(
            "MONEY_SOURCE_MISSING",
            f"总投资增加 {after.total - before.total:,.2f} 元，没有写明资金来源。",
            "政府投资条例23",
            "写明增加的投资由谁安排、依据什么文件；没有落实的不能报批。",
        )
    divided = sum(after.funds.values())
    if divided != after.total:
        yield Finding(
            "FUNDS_UNDIVIDED",
            f"各项资金合计 {divided:,.2f} 元，与变更后总投资 {after.total:,.2f} 元不符。",
            "政府投资条例23",
            "逐项填写变更后的资金来源，合计等于变更后总投资。",
        )


@judges(proposal)
def people_possible(found: Proposal, terms: Terms) -> Iterator[Finding]:
    """安全培训是培训人次的一部分。"""
    if found.after.safety is not None and found.after.safety > found.after.training:
        yield Finding(
            "TRAINING_IMPOSSIBLE",
            f"其中安全培训 {found.after.safety} 人次，多于培训人次 {found.after.training}。",
            "实施意见三(三)",
            "核对变更后的培训人次。",
        )


def _stated(found: Proposal) -> documents.Stated:
    """The change as the approval would state it, for the rules that approved it at first."""
    after = found.after
    elements: dict[str, dict[str, Any]] = {
        "r2": {"headcount": after.headcount, "priority_headcount": after.priority},
        "r3": {
            "labour_pay": after.pay,
            "denominator": after.denominator,
            "denominator_amount": after.denominator_amount,
        },
    }
    return documents.Stated(
        "approval", elements, {}, after.total, after.funds, found.source, approved=True
    )


@judges(proposal)
def share_kept(found: Proposal, terms: Terms) -> Iterator[Finding]:
    """变更后的占比不低于参数下限：与批复闸口同一规则，按首次批复日取值（domain.md 2.13）。"""
    if found.moves_share:
        on_the_day = Terms(found.approved_on, terms.parameters)
        yield from documents.share_possible(_stated(found), on_the_day)


@judges(proposal)
def figures_possible(found: Proposal, terms: Terms) -> Iterator[Finding]:
    """变更后的人数、金额自身成立：与批复闸口同一规则。"""
    if set(fields_of(found.kinds)) & {*LABOUR, "new_total"}:
        yield from documents.figures_possible(_stated(found), terms)


@judges(proposal)
def estimate_over(found: Proposal, terms: Terms) -> Iterator[Finding]:
    """政府投资条例12：概算超过可研估算 10% 的，审批部门可以要求重报可行性研究报告。"""
    most = terms.parameters.get("estimate.overrun", on=terms.today, district=found.district)
    if found.after.total > found.estimate * (1 + most.number):
        over = found.after.total / found.estimate - 1
        yield Finding(
            "ESTIMATE_OVER",
            f"变更后总投资 {found.after.total:,.2f} 元，超过原批复投资估算 "
            f"{found.estimate:,.2f} 元的 {over:.2%}（提示线 {most.number:.0%}）。",
            most.basis,
            f"{found.body}审定时可以同意，也可以要求重报可行性研究报告。",
            level="inform",
        )


@judges(proposal)
def report_wanted(found: Proposal, terms: Terms) -> Iterator[Finding]:
    """只有总投资超过估算一定比例的，才可以要求重报可行性研究报告。"""
    if not any(True for _ in estimate_over(found, terms)):
        most = terms.parameters.get("estimate.overrun", on=terms.today, district=found.district)
        yield Finding(
            "ESTIMATE_WITHIN",
            f"变更后总投资 {found.after.total:,.2f} 元，没有超过原批复投资估算 "
            f"{found.estimate:,.2f} 元的 {most.number:.0%}，不必重报可研。",
            most.basis,
            "同意或者不同意变更；材料不足的退回修改。",
        )


@judges(proposal)
def told(found: Proposal, terms: Terms) -> Iterator[Finding]:
    """告知审定人：在建增加投资由谁核定；换承接主体之后合同、名册怎么办。"""
    if found.stage in BUILDING and found.after.total > found.before.total:
        yield Finding(
            "BUDGET_BODY",
            f"在建项目增加投资 {found.after.total - found.before.total:,.2f} 元，"
            f"由原核定部门（{found.body}）核定；资金来源：{found.money_source or '未写明'}。",
            "政府投资条例23",
            level="inform",
        )
    if "BODY" in found.kinds and found.after.contractor != found.before.contractor:
        yield Finding(
            "CONTRACT_ANEW",
            f"同意后由{found.after.contractor_name}承接，须与其重新签订合同并登记；"
            f"原名册人员继续在岗，{found.before.contractor_name or '原承接主体'}欠付的报酬应当先行付清。",
            "实施意见二(四)；保障农民工工资支付条例36",
            "业主在同意变更后办理合同补充登记，并告知务工人员。",
            level="inform",
        )


WHOLE = (
    under_way, kinds_filled, less_is_said, term_possible, body_fits, money_found, people_possible,
    share_kept, figures_possible, estimate_over, told,
)  # fmt: skip
ANEW = (report_wanted,)
