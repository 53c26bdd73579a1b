"""The evidence must be as it was sealed, and the items gone through by the committee."""

from __future__ import annotations

from collections.abc import Iterator

from flows.engine.findings import Finding, Level, Terms, judges

from ..figures.review import Reviewed, reviewed
from ..figures.seal import SealState, seal_state
from .items import CHECKS

BASIS = "实施意见五(一)；政府投资条例29"
RESEAL = "由主任重新封存，重新核验。"
CONTESTED = "committee.contested"


@judges(seal_state)
def seal_whole(found: SealState, terms: Terms) -> Iterator[Finding]:
    """issue 5：委员会核验的是封存的证据；封存后有任何变动，重新封存、重新核验后才能作结论。"""
    if not found.sealed:
        yield Finding("SEAL_MISSING", "证据尚未封存。", BASIS, RESEAL)
    elif not found.whole:
        rows = sum(each.rows for each in found.differences)
        said = f"封存已破（{found.number}）：{'；'.join(broken_by(found))}。"
        yield Finding("SEAL_BROKEN", said, BASIS, RESEAL, rows=rows)


def broken_by(found: SealState) -> Iterator[str]:
    """What is not as it was sealed, kind by kind, in words."""
    for each in found.differences:
        counts = (("改动", each.changed), ("新增", each.new), ("缺失", each.gone))
        said = "、".join(f"{word} {len(keys)} 行" for word, keys in counts if keys)
        yield f"{each.kind}{said}"
    if found.parameters:
        yield f"参数变动 {len(found.parameters)} 项"
    if found.baseline is not None:
        yield f"批复基线由第 {found.baseline[0]} 版变为第 {found.baseline[1]} 版"
    if found.forged:
        yield "封存内容与其校验码或留痕不符"


@judges(reviewed)
def items_reviewed(found: Reviewed, terms: Terms) -> Iterator[Finding]:
    """issue 5：每一核验项由委员逐项确认或提出异议；核验全部项的委员不少于参数 committee.quorum。"""
    members, done = len(found.members), found.done(len(CHECKS))
    if done < found.quorum * members:
        waiting = "、".join(found.waiting(len(CHECKS)))
        yield Finding(
            "ITEMS_UNREVIEWED",
            f"有表决权的委员 {members} 名，核验完全部项的 {done} 名，不足法定人数。"
            f"尚未核验完：{waiting}。",
            "实施意见五(一)；参数 committee.quorum",
            "请委员在“逐项核验”页对每一项确认或提出异议。",
        )


@judges(reviewed)
def contests_answered(found: Reviewed, terms: Terms) -> Iterator[Finding]:
    """issue 5：委员有异议的项，业主或主任在异议之后作出说明才能提交表决；强度由参数定。"""
    row = terms.parameters.get(CONTESTED, on=terms.today, district=found.district)
    level: Level = "block" if row.strength == "block" else "inform"
    for contest in found.unanswered:
        yield Finding(
            "ITEM_CONTESTED",
            f"{contest.member}对 {contest.code} 有异议：{contest.opinion}",
            row.basis,
            f"业主或主任在 {contest.code} 的明细页写明说明；委员可据此改为确认。",
            rows=1,
            level=level,
        )


SEALED = (seal_whole,)
REVIEWED = (seal_whole, items_reviewed, contests_answered)
