"""What holds a round of call-backs back, and which paid months were not called back."""

from __future__ import annotations

from collections.abc import Iterator

from flows.engine.findings import Finding, Terms, judges
from flows.payroll.rules.fault import LEVELS

from ..figures import visits as figures

BASIS = "保障农民工工资支付条例11；实施意见三(四)"


@judges(figures.standing_of)
def all_visited(found: figures.Standing, terms: Terms) -> Iterator[Finding]:
    """domain.md 5.1 V1：抽中的每一人都要问到；未找到的由抽样次序的下一位替补。"""
    if found.open:
        yield Finding(
            "VISITS_OPEN",
            f"还有 {found.open} 人没有回访。",
            BASIS,
            "逐人回访并记录；两次找不到的由系统换下一位。",
            rows=found.open,
        )
    if not found.answered and not found.open:
        yield Finding(
            "VISITS_NOBODY",
            "抽中的和替补的一个也没有找到。",
            BASIS,
            "请村委会协助联系，入户找到后更正记录。",
        )


@judges(figures.unvisited)
def paid_months_visited(found: figures.Unvisited, terms: Terms) -> Iterator[Finding]:
    """domain.md 5.1 V1：每批次发放后抽样回访；只对已使用回访的项目提示（参数 visit.required）。"""
    if not found.months:
        return
    row = terms.parameters.find(
        "visit.required", on=terms.today, fund=found.fund, district=found.district
    )
    if row is None or not row.yes:
        return
    named = "、".join(f"{month:%Y-%m}" for month in found.months)
    yield Finding(
        "PAY_NOT_VISITED",
        f"{named} 已发放报酬，没有完成务工人员回访。",
        row.basis or BASIS,
        "由监理工程师（业主现场代表）在“务工人员回访”中抽样回访。",
        rows=len(found.months),
        level=LEVELS[row.strength],
    )
