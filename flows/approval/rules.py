"""What holds an application back: survey, elements of plan and approval, planned share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flows.documents import rules as documents
from flows.engine.findings import Finding, Terms, judges

from . import figures


@judges(figures.surveyed)
def survey_finished(found: figures.Surveyed, terms: Terms) -> Iterator[Finding]:
    """实施意见三(二)：加强对本区劳动力摸底调查，根据劳务需求明确就业岗位。"""
    if found.willing is None:
        yield Finding(
            "SURVEY_MISSING", "劳动力摸底尚未完成。", "实施意见三(二)", "请村会计完成“劳动力摸底”。"
        )


@judges(figures.of_plan)
def plan_complete(stated: documents.Stated, terms: Terms) -> Iterator[Finding]:
    """实施意见五(一)：在项目前期要件中明确以工代赈要求。"""
    yield from documents.elements_stated(stated, terms)


@judges(figures.of_plan)
def plan_possible(stated: documents.Stated, terms: Terms) -> Iterator[Finding]:
    """要素自身成立，且与其他文书一致。"""
    yield from documents.figures_possible(stated, terms)


@judges(figures.of_approval)
def approval_complete(stated: documents.Stated, terms: Terms) -> Iterator[Finding]:
    """实施意见四：在立项批复中明确提出以工代赈工作要求。"""
    yield from documents.elements_stated(stated, terms)


@judges(figures.of_approval)
def approval_agrees(stated: documents.Stated, terms: Terms) -> Iterator[Finding]:
    """批复与实施方案一致，数字成立。"""
    yield from documents.elements_agree(stated, terms)
    yield from documents.figures_possible(stated, terms)


@judges(figures.of_approval)
def share_promised(stated: documents.Stated, terms: Terms) -> Iterator[Finding]:
    """计划占比低于参数下限时，批复闸口即应拒绝（domain.md 2.13）。"""
    yield from documents.share_possible(stated, terms)


def one_list(case: Any, terms: Terms) -> Iterator[Finding]:
    """参照行政许可法32：申请材料不齐的，应当当场或者在五日内一次告知需要补正的全部内容。"""
    if case.supplement_lists >= case.supplement_allowed:
        yield Finding(
            "SUPPLEMENT_ONCE",
            f"已经告知补正 {case.supplement_lists} 次，补正只能一次告知全部内容。",
            "参照行政许可法32",
            "确有必要的，由审批部门负责人写明理由“准许再次补正”；也可以直接受理或退回。",
        )


def list_asked(case: Any, terms: Terms) -> Iterator[Finding]:
    """再次补正以已有一次补正为前提，一次准许只用一次。"""
    if case.supplement_lists < case.supplement_allowed:
        yield Finding(
            "SUPPLEMENT_NOT_NEEDED", "尚可告知补正，不需要另行准许。", "参照行政许可法32",
            "由受理人直接“一次告知补正”。",
        )  # fmt: skip


def time_is_up(case: Any, terms: Terms) -> Iterator[Finding]:
    """逾期未补正的，由受理人作出终止受理的决定，从不因时间自动终止。"""
    until = case.supplement_until
    if until is not None and terms.today <= until:
        yield Finding(
            "SUPPLEMENT_IN_TIME", f"补正期限到 {until}，尚未届满。", "参照行政许可法32",
            "期满仍未补正的，再作终止受理的决定。",
        )  # fmt: skip


def track_reasoned(case: Any, terms: Terms) -> Iterator[Finding]:
    """政府投资条例13：适用简化程序的，须有该条所列情形。"""
    if not case.track_reason.strip():
        yield Finding(
            "TRACK_UNREASONED", f"适用{case.get_track_display()}没有写明理由。", "政府投资条例13",
            "退回业主，在“填写内容”中写明属于哪一种情形及依据文件；或改为一般程序。",
        )  # fmt: skip


@judges(figures.sized)
def track_small(found: figures.Sized, terms: Terms) -> Iterator[Finding]:
    """政府投资条例13：内容单一、规模较小、技术方案简单的项目可以简化（规模线各区可配）。"""
    most = terms.parameters.find("track.simple.most", on=terms.today, district=found.district)
    if most is None or found.investment <= most.number:
        return
    yield Finding(
        "TRACK_TOO_LARGE",
        f"总投资 {found.investment:,.2f} 元，超过简易程序规模线 {most.number:,.2f} 元。",
        most.basis,
        "按一般程序报批；确属规划已明确或部分改扩建的，请审批部门在意见中说明。",
        level="block" if most.strength == "block" else "review",
    )


SIMPLE = (track_reasoned, track_small)
URGENT = (track_reasoned,)
ONE_LIST = (one_list,)
ANOTHER_LIST = (list_asked,)
UNANSWERED = (time_is_up,)
SUBMIT = (survey_finished, plan_complete, plan_possible)
APPROVE = (approval_complete, approval_agrees, share_promised)
