"""What holds a year's follow-up back."""

from __future__ import annotations

from collections.abc import Iterator

from flows.engine.findings import Finding, Terms, judges

from ..figures.follow_up import Upkeep, upkeep

BASIS = "北京市乡村振兴促进条例44；实施意见三(三)"


@judges(upkeep)
def filled_in(found: Upkeep, terms: Terms) -> Iterator[Finding]:
    """逐项填写：工程使用、管护主体履职、管护支出、公益性岗位、参建群众留用。"""
    said = {
        "工程是否正常使用": found.in_use,
        "管护主体是否履职": found.body_active,
        "本年管护支出（没有的写 0）": found.fund_spent,
        "在岗公益性岗位（没有的写 0）": found.posts_on_duty,
        "参建群众留用人数（没有的写 0）": found.retained_said,
    }
    if lacking := [label for label, value in said.items() if value is None]:
        yield Finding(
            "FOLLOW_UP_UNSAID",
            f"年度回访未填写：{'、'.join(lacking)}。",
            BASIS,
            "填写后再报乡镇核查。",
            rows=len(lacking),
        )


@judges(upkeep)
def trouble_answered(found: Upkeep, terms: Terms) -> Iterator[Finding]:
    """工程不能正常使用、管护主体没有履职或岗位减少的，写明问题和处理措施。"""
    posts = found.posts_on_duty
    wrong = [
        text
        for there, text in (
            (found.in_use is False, "工程不能正常使用"),
            (found.body_active is False, "管护主体没有履职"),
            (posts is not None and posts < found.posts_promised, "公益性岗位少于批复"),
            (bool(found.findings), "写了存在问题"),
        )
        if there
    ]
    if wrong and not (found.findings and found.measures):
        yield Finding(
            "FOLLOW_UP_UNANSWERED",
            f"{'、'.join(wrong)}，须写明存在问题和处理措施。",
            BASIS,
            "填写“存在问题”和“处理措施”。",
        )


@judges(upkeep)
def retained_agrees(found: Upkeep, terms: Terms) -> Iterator[Finding]:
    """留用人数与名册上“续聘管护”的人数核对。"""
    if found.retained_said is not None and found.retained_said != found.retained:
        yield Finding(
            "RETAINED_DIFFERS",
            f"填写留用 {found.retained_said} 人，名册上续聘管护 {found.retained} 人。",
            BASIS,
            "在“务工人员”中办理续聘管护，或核对人数。",
            level="inform",
        )


HAND_IN = (filled_in, trouble_answered, retained_agrees)
