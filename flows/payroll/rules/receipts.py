"""Which line a bank's answer speaks of, and where it is none, why. Pure: rows in, answers out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from .fault import plain_name
from .references import found_in


@dataclass(frozen=True)
class Reason:
    """Why a receipt belongs to no line, and what to do about it."""

    code: str
    message: str
    cure: str


MANY = Reason(
    "REFERENCE_MANY",
    "摘要里有不止一个付款附言号。",
    "请银行逐笔给出回单，每笔只写自己的附言号。",
)
UNKNOWN = Reason(
    "REFERENCE_UNKNOWN",
    "摘要里的付款附言号不是本项目现在的附言号。",
    "核对是否交错了项目；换卡之前的附言号已作废，请向银行查明这笔款的去向。",
)
AMOUNT = Reason(
    "REFERENCE_AMOUNT",
    "附言号找到了发放行，但回单金额与实发不符。",
    "与银行核对这笔款；多付少付的不按此号核销，差额在下月奖扣中补足并说明。",
)
CARD = Reason(
    "REFERENCE_CARD",
    "附言号找到了发放行，但收款账号不是该行的银行卡。",
    "核对代发文件和银行卡；转错卡的请银行退汇，再向本人的卡重发。",
)
STRUCK = Reason(
    "LINE_STRUCK",
    "这一行已经剔除，却有银行回单。",
    "向银行查明这笔款；确已付出的由施工单位追回或说明。",
)
PAID = Reason(
    "ALREADY_PAID",
    "对应的行已有到账回单，这是又一笔。",
    "核对是否重复支付；重复的请银行退回，并把退汇回单交来。",
)
ELSEWHERE = Reason(
    "CARD_UNKNOWN",
    "该月发放台账里没有这张卡。",
    "核对所属月份和卡号；不属于本项目劳务报酬的款项不必核销。",
)
DIFFERS = Reason(
    "AMOUNT_DIFFERS",
    "该月有这张卡的行，但金额不同。",
    "核对实发金额；台账写错的退回更正，多付少付的在下月奖扣中说明。",
)
HOLDER = Reason(
    "HOLDER_DIFFERS",
    "卡号、金额相符，但回单户名与台账户名不同。",
    "核对户名；台账写错的更正后自动核销，付错人的请银行退汇。",
)
ALIKE = Reason(
    "ALIKE",
    "有几行同卡同金额，分不清是哪一行。",
    "每行都有回单后自动核销；下次代发用系统的银行文件，按附言号即可分清。",
)


def fits(line: Any, receipt: Any) -> Reason | None:
    """Whether ``receipt`` may pay the line its reference names: None, or why not."""
    if line.net != receipt.amount:
        return AMOUNT
    return None if line.card_index == receipt.card_index else CARD


class Register:
    """The lines of a project, found by reference or by month, card, amount and holder.

    ``lines`` are PayrollLines (batch.month, card_index, card_holder, net, status, reference);
    a receipt is a BankReceipt (month, card_index, holder, amount, remark).
    """

    def __init__(self, lines: Iterable[Any]) -> None:
        self.by_reference: dict[str, Any] = {}
        self._alike: dict[tuple, list[Any]] = defaultdict(list)
        self._of_card: dict[tuple, list[Any]] = defaultdict(list)
        for line in lines:
            month = line.batch.month
            if line.reference:
                self.by_reference[line.reference] = line
            self._of_card[month, line.card_index].append(line)
            if line.status != "STRUCK":
                self._alike[month, line.card_index, line.net].append(line)

    def named(self, receipt: Any) -> Any:
        """The line its reference names, why it may not be that one, or None without a reference."""
        said = found_in(receipt.remark)
        if not said:
            return None
        if len(said) > 1:
            return MANY
        line = self.by_reference.get(said[0])
        if line is None:
            return UNKNOWN
        if line.status == "STRUCK":
            return STRUCK
        return fits(line, receipt) or line

    def alike(self, receipt: Any) -> list[Any]:
        """Lines of its month with its card and amount, and its holder where it names one."""
        found = self._alike.get((receipt.month, receipt.card_index, receipt.amount), [])
        holder = plain_name(receipt.holder)
        return [line for line in found if not holder or holder == plain_name(line.card_holder)]

    def why(self, receipt: Any) -> Reason:
        """Why a receipt that is unmatched belongs to no line as things stand."""
        named = self.named(receipt)
        if isinstance(named, Reason):
            return named
        if named is not None:
            return PAID
        if found := self.alike(receipt):
            return PAID if all(line.status == "PAID" for line in found) else ALIKE
        of_card = self._of_card.get((receipt.month, receipt.card_index), [])
        if not of_card:
            return ELSEWHERE
        same = [line for line in of_card if line.net == receipt.amount]
        if not same:
            return replace(DIFFERS, message=_amounts(of_card))
        return STRUCK if all(line.status == "STRUCK" for line in same) else HOLDER


def _amounts(lines: list[Any]) -> str:
    nets = "、".join(f"{line.net}" for line in lines[:3])
    return f"该月有这张卡的行，实发 {nets} 元，与回单金额不同。"
