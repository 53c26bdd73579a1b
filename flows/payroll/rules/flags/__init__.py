"""F01–F22 (domain.md 7.4): one rule, one message, one row of FLAGS each. Pure.

Level and basis of a flag are its parameter ``flag.<code>`` (value 0: off); its thresholds are
parameters too. What holds a pay line is listed in rules/lines.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from flows.engine.findings import Terms

from ...figures.evidence import Evidence
from ..fault import LEVELS, asked, weaker
from . import cards, confirmation, days, money, outside, people, works
from .sign import Sign, SignRule, on_lines


@dataclass(frozen=True)
class Kind:
    """One flag: what it is called, how its signs are found, what cures it."""

    code: str
    title: str
    judge: SignRule
    cure: str = ""


KINDS: tuple[Kind, ...] = (
    Kind("F01", "同日多项目", people.same_day_twice, people.DOUBLE_CURE),
    Kind("F02", "一卡多人", cards.one_card),
    Kind("F03", "卡属干部或管理人员", cards.card_of_leader),
    Kind("F04", "有工资无考勤", on_lines(days.paid_without_attendance)),
    Kind("F05", "批量代为确认", confirmation.confirmed_in_a_row,
         "逐人电话或当面回访，不是本人确认的作废重新确认；写明回访情况。"),
    Kind("F06", "工日超过日历天数", on_lines(days.days_beyond_month)),
    Kind("F07", "考勤日人在别处", outside.present_elsewhere,
         "对照比对来源核实是否到岗；确未到岗的更正考勤并剔除该行。"),
    Kind("F08", "个人报酬畸高", money.far_above_others,
         "核对考勤、岗位和单价，确属多劳多得的写明依据。"),
    Kind("F09", "全员等额", money.same_for_all, "核对考勤和计件记录，确属同工同时的写明依据。"),
    Kind("F10", "户名不是本人或本人否认", cards.not_himself),
    Kind("F11", "外地充本地", people.strangers_as_locals,
         "补正户籍乡镇和村，或附居住认定依据；不属本地的不计入本地务工。"),
    Kind("F12", "管理人员薪酬充抵", on_lines(money.manager_claimed)),
    Kind("F13", "机械替人工", days.machines_for_people,
         "核对机械台班和考勤，说明工日减少而报酬不减的原因。"),
    Kind("F14", "临近验收冲量补发", money.caught_up_late, "逐笔说明补发原因，附迟发期间的考勤和确认。"),
    Kind("F15", "占比踩线", money.just_over_the_line, "核对报酬构成是否真实；记录在案。"),
    Kind("F16", "工日超定额", days.days_beyond_plan, "对照工程量和定额工日核实考勤，说明超出原因。"),
    Kind("F17", "低于最低工资", on_lines(money.below_minimum)),
    Kind("F18", "发放滞后", money.unpaid_too_long, "立即编制并代发；当月没有发放行的补交发放台账。"),
    Kind("F19", "名单复制", people.list_copied, "抽查本人是否确在本项目务工，写明抽查情况。"),
    Kind("F20", "同号同卡集中", people.many_share_one, "核对是否本人手机号、本人银行卡。"),
    Kind("F21", "不应在岗的人员", outside.impossible_people, outside.CURE),
    Kind("F22", "质量问题与虚假用工并发", works.bad_works_and_ghosts,
         "整改质量问题并销号，同时核实用工真实性。"),
)  # fmt: skip
FLAGS: dict[str, Kind] = {kind.code: kind for kind in KINDS}


def raised(found: Evidence, terms: Terms) -> Iterator[tuple[Kind, list[Sign]]]:
    """Every flag that is up, with its signs; each sign has its level, basis and cure."""
    for kind in KINDS:
        row = asked(f"flag.{kind.code}", found.pay, terms)
        if row is not None and not row.yes:
            continue
        signs = [
            replace(
                sign,
                level=weaker(LEVELS[row.strength], sign.level) if row else sign.level,
                basis=sign.basis or (row.basis if row else ""),
                cure=sign.cure or kind.cure,
            )
            for sign in kind.judge(found, terms)
        ]
        if signs:
            yield kind, signs


__all__ = ["FLAGS", "KINDS", "Kind", "Sign", "raised"]
