"""What holds an application back: survey, elements of plan and approval, planned share."""

from __future__ import annotations

from collections.abc import Iterator

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


SUBMIT = (survey_finished, plan_complete, plan_possible)
APPROVE = (approval_complete, approval_agrees, share_promised)
