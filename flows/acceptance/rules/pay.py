"""L4–L7, L10–L16: amounts, share, sums, time, days, cards, confirmation, receipts, notices, flags."""

from __future__ import annotations

from decimal import Decimal

from flows.engine.findings import Terms
from flows.payroll.rules.flags.money import below_minimum
from flows.payroll.rules.lines import sums_wrong

from ..figures.counting import Offenders
from ..figures.dossier import Dossier, Promise
from .items import Item, Verdict, money, passes, places, plain, ratio, unrecorded, weigh


def labour_pay(found: Dossier, terms: Terms) -> Item:
    """立项批复 r3：已到账的劳务报酬不少于批复承诺；不足的须附理由豁免。"""
    if found.promise is None:
        return weigh("L4", found, terms, "na", "尚无批复基线。", value=money(found.pay.paid_relief))
    paid, wanted = found.pay.paid_relief, found.promise.labour_pay
    verdict: Verdict = "pass" if paid >= wanted else "fail"
    if verdict == "fail" and found.explained("L4"):
        verdict = "explain"
    short = "" if paid >= wanted else f"，少 {money(wanted - paid)} 元"
    said = (
        f"已到账劳务报酬 {money(paid)} 元，批复 {money(wanted)} 元{short}{found.promise.against}。"
    )
    return weigh(
        "L4",
        found,
        terms,
        verdict,
        said,
        value=money(paid),
        target=money(wanted),
        rows=found.pay.paid_relief_rows,
    )


def share(found: Dossier, terms: Terms) -> Item:
    """国办函〔2022〕58号：中央预算内以工代赈项目劳务报酬占中央资金不低于参数（按批复日）；其他资金与批复承诺比较。"""
    promise = found.promise
    if promise is None:
        return weigh("L5", found, terms, "na", "尚无批复基线。")
    paid, committed = found.pay.paid_relief, ratio(promise.labour_pay, promise.denominator_amount)
    reached = ratio(paid, promise.denominator_amount)
    floor = central_floor(found, promise, terms)
    on_central = promise.denominator == found.fund
    target = floor if floor is not None and on_central else committed
    good = reached >= target
    if floor is not None and not on_central:
        good = good and ratio(paid, found.funds[found.fund]) >= floor
    return weigh(
        "L5",
        found,
        terms,
        passes(good),
        _shares(found, promise, paid, floor),
        value=places(reached),
        target=places(target),
        rows=found.pay.paid_relief_rows,
    )


def central_floor(found: Dossier, promise: Promise, terms: Terms) -> Decimal | None:
    """The lowest share that binds this project's money on the day of its approval."""
    row = terms.parameters.find(
        "ratio.central_budget.min",
        on=promise.bound_on or promise.approved_on,
        fund=found.fund,
        district=found.district,
    )
    return row.number if row and row.strength == "block" else None


def _shares(found: Dossier, promise: Promise, paid: Decimal, floor: Decimal | None) -> str:
    amounts = found.funds | {"总投资": found.total_investment}
    said = "；".join(f"占{name} {ratio(paid, amount):.2%}" for name, amount in amounts.items())
    bound = f"中央预算内投资项目不低于 {floor:.0%}，" if floor is not None else ""
    promised = f"批复承诺占{promise.denominator} {ratio(promise.labour_pay, promise.denominator_amount):.2%}"
    return f"实发{said}；{bound}{promised}{promise.against}。"


def full_amount(found: Dossier, terms: Terms) -> Item:
    """条例12、劳动法48：应发加奖扣等于实发；折算日薪不低于最低工资。"""
    if not found.pay.lines:
        return unrecorded("L6", found, terms, "发放台账")
    wrong, low = list(sums_wrong(found.ledger, terms)), list(below_minimum(found.ledger, terms))
    lines = {fault.line.id: fault.line for fault in (*wrong, *low)}
    people = {line.engagement: line.worker for line in lines.values()}
    who = Offenders(len(lines), tuple(people[key] for key in sorted(people)))
    return weigh(
        "L6",
        found,
        terms,
        passes(not lines),
        f"应发加奖扣与实发相差 {money(found.pay.shortfall)} 元；金额不符 {len(wrong)} 行，"
        f"低于最低工资 {len(low)} 行。",
        value=money(found.pay.shortfall),
        target="0.00",
        rows=found.pay.lines,
        who=who,
    )


def in_time(found: Dossier, terms: Terms) -> Item:
    """条例13、24：按约定周期发放，周期末至到账不超过参数 pay.cycle.max_days。"""
    longest = found.pay.longest_wait
    if longest is None:
        return unrecorded("L7", found, terms, "到账的报酬")
    most = terms.parameters.get(
        "pay.cycle.max_days", on=terms.today, fund=found.fund, district=found.district
    )
    return weigh(
        "L7",
        found,
        terms,
        passes(longest <= most.number),
        f"周期末至到账最长 {longest} 天，不得超过 {most.text} 天。",
        value=str(longest),
        target=most.text,
        who=found.pay.late,
    )


def days_agree(found: Dossier, terms: Terms) -> Item:
    """实施意见三(四)：计薪工日与锁定的考勤逐人逐月一致，相差之和为零。"""
    if not found.pay.lines:
        return unrecorded("L10", found, terms, "发放台账")
    gap = found.pay.day_gap
    return weigh(
        "L10",
        found,
        terms,
        passes(not gap),
        f"计薪工日与考勤相差合计 {plain(gap)} 工日。",
        value=plain(gap),
        target="0",
        rows=found.pay.lines,
        who=found.pay.mismatched,
    )


def own_cards(found: Dossier, terms: Terms) -> Item:
    """实施意见三(四)：原则上通过银行卡将劳务报酬发放至本人。"""
    if not found.pay.paid:
        return unrecorded("L11", found, terms, "到账的报酬")
    part = ratio(found.pay.paid_to_own_card, found.pay.paid)
    floor = terms.parameters.get(
        "pay.own_card.min", on=terms.today, fund=found.fund, district=found.district
    ).number
    return weigh(
        "L11",
        found,
        terms,
        passes(part >= floor),
        f"发放至本人卡 {money(found.pay.paid_to_own_card)} 元，共发放 {money(found.pay.paid)} 元；"
        f"户名不是本人 {found.pay.not_own_card.rows} 行{_excepted(found)}。",
        value=places(part),
        target=places(floor),
        who=found.pay.not_own_card,
    )


def _excepted(found: Dossier) -> str:
    number = found.pay.exceptions
    return f"；另有现金、代领 {number} 行，均有批准的例外单和凭证" if number else ""


def confirmed(found: Dossier, terms: Terms) -> Item:
    """实施意见三(四)、条例31：台账经务工人员本人确认。"""
    lines, said = found.pay.lines, found.pay.confirmed
    if not lines:
        return unrecorded("L12", found, terms, "发放台账")
    return weigh(
        "L12",
        found,
        terms,
        passes(said == lines),
        f"发放 {lines} 行，本人确认 {said} 行。",
        value=places(ratio(said, lines)),
        target="1.0000",
        rows=lines,
        who=found.pay.unconfirmed,
    )


def receipts(found: Dossier, terms: Terms) -> Item:
    """银行回单留存核对：逐行比对实发与成功回单，含管理人员行。"""
    if found.pay.longest_wait is None:
        return unrecorded("L13", found, terms, "到账的报酬")
    gap, stray = found.pay.receipt_gap, found.pay.stray_receipts
    extra = f"；另有 {stray} 笔成功回单对不上发放行" if stray else ""
    return weigh(
        "L13",
        found,
        terms,
        passes(not gap),
        f"实发与成功回单逐行相差合计 {money(gap)} 元{extra}。",
        value=money(gap),
        target="0.00",
        who=found.pay.unanswered,
        rows=stray,
    )


def notices(found: Dossier, terms: Terms) -> Item:
    """报酬发放在村务公开栏公示，自张贴次日起不少于参数天数，影像留存。"""
    months, good = found.pay.months, found.pay.months_posted
    if not months:
        return unrecorded("L14", found, terms, "公示期满的月份")
    return weigh(
        "L14",
        found,
        terms,
        passes(good == months),
        f"{months} 个月中 {good} 个月公示天数和照片达到要求。",
        value=places(ratio(good, months)),
        target="1.0000",
        rows=months - good,
    )


def arrears(found: Dossier, terms: Terms) -> Item:
    """条例12、27：无未办结的投诉，无欠薪（应到账而未到账的实发合计为零）。"""
    owed, open_ones = found.pay.arrears, found.pay.complaints
    named = f"：{'、'.join(open_ones)}" if open_ones else ""
    return weigh(
        "L15",
        found,
        terms,
        passes(not owed and not open_ones),
        f"应到账而未到账 {money(owed)} 元；未办结的投诉 {len(open_ones)} 件{named}。",
        value=money(owed),
        target="0.00",
        who=found.pay.owed,
        rows=len(open_ones),
    )


def flags_cleared(found: Dossier, terms: Terms) -> Item:
    """实施意见五(一)：block 级红旗须消除，review 级红旗须有乡镇台账审核写明理由的意见。"""
    open_ones = [
        flag
        for flag in found.flags
        if flag.level == "block" or (flag.level == "review" and flag.status == "open")
    ]
    people = dict.fromkeys(worker for flag in open_ones for worker in flag.workers)
    who = Offenders(sum(flag.rows for flag in open_ones), tuple(people))
    told = "、".join(dict.fromkeys(flag.code for flag in open_ones))
    return weigh(
        "L16",
        found,
        terms,
        passes(not open_ones),
        f"未处置红旗 {len(open_ones)} 项{f'：{told}' if told else ''}。",
        value=str(len(open_ones)),
        target="0",
        who=who,
    )
