"""The file for the bank: the lines that are sent, in the columns the contractor's bank wants."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flows.engine import clock
from flows.engine.findings import Finding, NotYours, Refused
from flows.engine.privacy import opened
from flows.engine.unit import Unit, work
from flows.labour.actions.disclosing import record_export
from flows.orgs.models import Organization
from flows.sheets.writer import csv_table, workbook

from ..models import BankFile, BankLayout, PayrollBatch, PayrollLine
from ..states import BatchState, LineStatus, PayMethod

POSTS = ("contractor.lead", "contractor.labour")
LAYS_OUT = ("contractor.lead",)
FORMATS = {"xlsx": "xlsx", "csv-gb": "csv（GB18030）", "csv-utf8": "csv（UTF-8，带 BOM）"}
ENCODINGS = {"csv-gb": "gb18030", "csv-utf8": "utf-8-sig"}
BASIS = "实施意见三(四)：原则上发放至本人银行卡；保障农民工工资支付条例31"


@dataclass(frozen=True)
class Sent:
    """One line on its way to the bank, numbered from 1, its numbers in plain."""

    number: int
    line: PayrollLine

    def card(self) -> str:
        return opened(self.line, "card")

    def bank(self) -> str:
        """The roster names the bank of its own card; of another card nobody has said it."""
        person = self.line.engagement
        return person.bank if person.card_index == self.line.card_index else ""

    def remark(self) -> str:
        return f"{self.line.reference} {self.line.batch.month:%Y-%m}劳务报酬"


# field: what it is called unless the contractor says otherwise, what stands in it, an example
FIELDS: dict[str, tuple[str, Callable[[Sent], str], str]] = {
    "number": ("序号", lambda sent: str(sent.number), "1"),
    "holder": ("收款户名", lambda sent: sent.line.card_holder, "张三"),
    "card": ("收款账号", Sent.card, "6222020000000000000"),
    "bank": ("开户行", Sent.bank, "示例农商银行"),
    "amount": ("金额", lambda sent: f"{sent.line.net:.2f}", "4400.00"),
    "reference": ("附言", lambda sent: sent.line.reference or "", "YG7K3M-9QX2P"),
    "remark": ("附言（附言号和月份）", Sent.remark, "YG7K3M-9QX2P 2025-06劳务报酬"),
    "name": ("姓名", lambda sent: sent.line.engagement.worker.name, "张三"),
    "id_number": ("证件号码", lambda sent: opened(sent.line.engagement.worker, "id"),
                  "110118198001010000"),
    "month": ("所属月份", lambda sent: f"{sent.line.batch.month:%Y-%m}", "2025-06"),
    "currency": ("币种", lambda sent: "人民币", "人民币"),
    "blank": ("空列", lambda sent: "", ""),
}  # fmt: skip
USUAL = ("number", "holder", "card", "bank", "amount", "reference")
NEEDED = {"holder": "户名", "card": "账号", "amount": "金额"}
REFERENCES = ("reference", "remark")


@dataclass(frozen=True)
class Layout:
    """How a contractor's bank wants its file: a format of FORMATS, (heading, field) in order."""

    format: str
    columns: tuple[tuple[str, str], ...]

    @property
    def headings(self) -> list[str]:
        return [heading for heading, _ in self.columns]

    def row(self, sent: Sent) -> list[str]:
        return [FIELDS[field][1](sent) for _, field in self.columns]

    @property
    def example(self) -> list[str]:
        """An invented row, to look at."""
        return [FIELDS[field][2] for _, field in self.columns]

    def write(self, lines: Iterable[PayrollLine], *, title: str) -> bytes:
        """The file: every cell text, the same lines the same bytes."""
        rows = [self.row(Sent(number, line)) for number, line in enumerate(lines, 1)]
        if self.format == "xlsx":
            return workbook(title, self.headings, rows)
        return csv_table(self.headings, rows, encoding=ENCODINGS[self.format])


DEFAULT = Layout("xlsx", tuple((FIELDS[field][0], field) for field in USUAL))


def layout_of(organization: Organization | None) -> Layout:
    """What the contractor's lead has laid down, else 序号 户名 账号 开户行 金额 附言 as xlsx."""
    kept = BankLayout.objects.filter(organization=organization).first()
    if kept is None:
        return DEFAULT
    found = tuple((each["heading"], each["field"]) for each in kept.columns)
    return Layout("xlsx" if kept.format == "xlsx" else "csv-gb", found)


def keep_layout(organization: Organization, layout: Layout, *, by: Any) -> None:
    """Lay down the columns for all projects of ``organization``. Raises NotYours, Refused."""
    if not _holds(by, LAYS_OUT, organization.pk):
        raise NotYours("银行文件格式由施工单位项目负责人设定。")
    if wrong := layout_faults(layout):
        raise Refused(wrong)
    BankLayout.objects.update_or_create(
        organization=organization,
        defaults={
            "format": layout.format[:4].rstrip("-"),
            "columns": [{"heading": heading, "field": field} for heading, field in layout.columns],
            "by": by,
            "at": clock.now(),
        },
    )


def layout_faults(layout: Layout) -> list[Finding]:
    """What a bank file cannot do without, and what may stand in it only once."""
    fields = [field for _, field in layout.columns]
    found = [
        Finding("COLUMN_MISSING", f"缺少“{label}”列，银行无法付款。", BASIS, "请选上这一列。")
        for field, label in NEEDED.items()
        if field not in fields
    ]
    if not set(fields) & set(REFERENCES):
        cure = "请选上“附言”列：回单按附言号核销，缺了只能按卡号、金额、户名猜。"
        found.append(Finding("COLUMN_MISSING", "缺少“附言”列。", BASIS, cure))
    headings = [heading for heading in layout.headings if heading]
    if len(set(headings)) < len(headings):
        found.append(Finding("COLUMN_DOUBLE", "有两列名称相同。", "", "请改成不同的列名。"))
    return found


def payable(batch: PayrollBatch) -> list[PayrollLine]:
    """The lines for the bank, in the order of the ledger: sent, and to be paid by card."""
    return list(
        PayrollLine.objects.filter(
            batch=batch, status=LineStatus.SENT, pay_method=PayMethod.CARD
        )
        .exclude(card_cipher="")
        .select_related("engagement__worker", "batch")
        .order_by("id")
    )  # fmt: skip


def cardless(batch: PayrollBatch) -> int:
    """Lines that are sent and have no card number: the bank cannot pay them."""
    sent = PayrollLine.objects.filter(batch=batch, status=LineStatus.SENT)
    return sent.filter(pay_method=PayMethod.CARD, card_cipher="").count()


def bank_file(
    batch: PayrollBatch, *, by: Any, purpose: str, format: str = ""
) -> tuple[BankFile, bytes]:
    """The file for the bank, recorded with its purpose, count, sum and hash; it is not kept.

    While nothing moves the file is the same to the byte: it bears no time, no name and no mark of
    who takes it (a bank's reader would choke on one); that stands in the record, under the file's
    own sha256. Raises NotYours, Refused, Busy.
    """
    with work(batch.chain, by) as unit:
        batch = unit.current(batch)
        if not _holds(by, POSTS, batch.project.contractor_id):
            raise NotYours("银行代发文件由施工单位项目负责人或劳资专管员导出。")
        layout = layout_of(batch.project.contractor)
        layout = Layout(format if format in FORMATS else layout.format, layout.columns)
        lines = payable(batch)
        if wrong := _refusals(batch, lines, purpose):
            raise Refused(wrong)
        data = layout.write(lines, title="代发")
        return _record(unit, batch, lines, layout, data, purpose), data


def _refusals(batch: PayrollBatch, lines: Sequence[PayrollLine], purpose: str) -> list[Finding]:
    found = []
    if not purpose.strip():
        cure = "写明交给哪家银行、办理哪一批代发。"
        found.append(Finding("PURPOSE_MISSING", "请写明用途。", "个人信息保护法51、55", cure))
    if batch.state != BatchState.PAYING:
        said = f"{batch.title}处于“{batch.get_state_display()}”，还不能交银行。"
        cure = "施工单位项目负责人办理“代发”之后导出；已核对完的不再导出。"
        found.append(Finding("NOT_SENT", said, BASIS, cure))
    elif not lines:
        cure = "暂扣、退汇的行先更正或再次代发。"
        found.append(Finding("NOTHING_SENT", "没有代发中的行。", BASIS, cure))
    return found


def _record(
    unit: Unit,
    batch: PayrollBatch,
    lines: Sequence[PayrollLine],
    layout: Layout,
    data: bytes,
    purpose: str,
) -> BankFile:
    kind, digest = layout.format[:4].rstrip("-"), hashlib.sha256(data).hexdigest()
    amount = sum((line.net for line in lines), Decimal("0.00"))
    made = BankFile(
        project=batch.project, batch=batch, format=kind, lines=len(lines), amount=amount,
        sha256=digest, by=unit.by, at=unit.now,
    )  # fmt: skip
    unit.create(made)
    what = f"{batch.title}银行代发文件"
    record_export(unit, what, purpose, len(lines), digest, amount=str(amount), format=kind)
    return made


def may_export(batch: PayrollBatch, user: Any) -> bool:
    return _holds(user, POSTS, batch.project.contractor_id)


def contractors_led(user: Any) -> list[Organization]:
    """The bodies whose bank file ``user`` lays out."""
    led = {post.organization_id for post in user.posts if post.code in LAYS_OUT}
    return list(Organization.objects.filter(pk__in=led).order_by("pk"))


def _holds(user: Any, codes: Sequence[str], organization: int | None) -> bool:
    return organization is not None and any(
        post.code in codes and post.organization_id == organization for post in user.posts
    )
