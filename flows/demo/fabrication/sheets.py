"""The workbooks and receipts of a site, in one of three hands (flows/sheets reads them all)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from flows.sheets.vocabulary import LABELS, TITLES, Kind
from flows.sheets.writer import Value, csv_table, workbook

from .people import Person
from .spec import Headings, Spec, month_end
from .work import AGAIN_AFTER, HALF, Line, Site

WORDS: dict[Headings, dict[str, str]] = {
    "plain": {},
    "synonyms": {
        "name": "工人姓名",
        "id_number": "公民身份号码",
        "village": "所在村",
        "phone": "联系方式",
        "trade": "工种/岗位",
        "card_number": "工资卡号",
        "days": "出勤天数",
        "stated_days": "出勤天数",
        "rate": "工资标准（元/日）",
        "gross": "应发金额",
        "adjustment": "奖励/扣减",
        "net": "实发工资",
    },
    "bare": {
        "id_number": "证件号码",
        "phone": "手机号",
        "trade": "岗位",
        "daily_rate": "报酬标准",
        "rate": "报酬标准",
        "gross": "应发金额",
        "net": "实发金额",
        "stated_days": "出勤天数",
    },
}
SIGNATURE = ("制表人：", None, "审核人：", None, "劳资专管员：")
File = tuple[str, bytes]


def files_of(site: Site, project_name: str) -> list[File]:
    """Roster, then each month's attendance, pay ledger and receipts."""
    found = [("用工名册.xlsx", _roster(site, project_name))]
    for month in site.spec.calendar:
        lines, said = site.of_month(month), f"{month:%Y-%m}"
        found += [
            (f"考勤表-{said}.xlsx", _attendance(site.spec, project_name, month, lines)),
            (f"劳务报酬发放台账-{said}.xlsx", _payroll(site.spec, project_name, month, lines)),
            (f"银行回单-{said}.csv", _receipts(site.spec, lines)),
        ]
    return sorted(found)


def _words(spec: Spec, kind: Kind) -> list[str]:
    if kind == "receipts":  # the bank's own words, whoever keeps the ledgers
        return list(LABELS[kind].values())
    return [WORDS[spec.headings].get(name, label) for name, label in LABELS[kind].items()]


def _book(
    spec: Spec,
    kind: Kind,
    project_name: str,
    headings: list[str],
    rows: list[list[Value]],
    *,
    month: dt.date | None = None,
    total: list[Value] | None = None,
) -> bytes:
    """With title, sub-title, total and signature rows; the bare hand has none of them."""
    title = f"{project_name}{TITLES[kind]}"
    title += f"（{month.year}年{month.month}月）" if month else ""
    numbered: list[list[Value]] = [[number, *row] for number, row in enumerate(rows, 1)]
    table = [["序号", *headings], *numbered]
    if spec.headings == "bare":
        return workbook(TITLES[kind], [str(word) for word in table[0]], table[1:])
    below = [total] if total else []
    return workbook(
        title[-28:], [title], [["填表单位：", None, None, "单位：元"], *table, *below, SIGNATURE]
    )


def _roster(site: Site, project_name: str) -> bytes:
    spec = site.spec
    headings, rows = _named(
        spec, "roster", [_roster_row(spec, person) for person in site.crew.people]
    )
    return _book(spec, "roster", project_name, headings, rows)


def _roster_row(spec: Spec, person: Person) -> dict[str, Value]:
    """By the column's name; what a person's roster does not say is left empty."""
    return {
        "name": person.name,
        "sex": person.sex,
        "id_number": person.id_number,
        "town": spec.town,
        "village": person.village,
        "priority_tag": person.tag,
        "phone": person.phone,
        "trade": person.trade,
        "training_date": _date(spec, person.trained),
        "training_score": person.score,
        "agreement_number": person.agreement,
        "daily_rate": f"{person.rate:f}",
        "card_number": person.card,
        "card_holder": person.holder,
        "bank": person.bank,
        "entry_date": _date(spec, person.entry),
        "exit_date": _date(spec, person.exit),
        "category": person.category,
    }


def _attendance(spec: Spec, project_name: str, month: dt.date, lines: list[Line]) -> bytes:
    last = month_end(month).day
    name, number, stated = _words(spec, "attendance")
    headings = [name, number, *map(str, range(1, last + 1)), stated, "本人签字"]
    rows = []
    for line in lines:
        if line.marks:
            days = [_mark(spec, line.marks.get(month.replace(day=n))) for n in range(1, last + 1)]
            present = sum(line.marks.values(), Decimal(0))
            rows.append(
                [line.person.name, line.person.id_number, *days, _number(present), line.person.name]
            )
    return _book(spec, "attendance", project_name, headings, rows, month=month)


def _mark(spec: Spec, portion: Decimal | None) -> Value:
    if portion is None:
        return None
    if spec.headings == "bare":
        return _number(portion)
    return "半" if portion == HALF else "√"


def _payroll(spec: Spec, project_name: str, month: dt.date, lines: list[Line]) -> bytes:
    headings, rows = _named(spec, "payroll", [_payroll_row(spec, line) for line in lines])
    paid = sum((line.net for line in lines), Decimal(0))
    between = list(LABELS["payroll"]).index("net") - 1
    total: list[Value] = ["合计", f"{len(lines)}人", *[None] * between, _number(paid)]
    return _book(spec, "payroll", project_name, headings, rows, month=month, total=total)


def _payroll_row(spec: Spec, line: Line) -> dict[str, Value]:
    return {
        "name": line.person.name,
        "id_number": line.person.id_number,
        "trade": line.person.trade,
        "days": _number(line.days),
        "rate": _number(line.rate),
        "gross": _number(line.gross),
        "adjustment": _number(line.adjustment),
        "net": _number(line.net),
        "card_number": line.person.card,
        "card_holder": line.person.holder,
        "pay_date": _date(spec, line.pay_date),
        "confirmed": "已确认" if line.confirmed else None,
        "note": line.note,
    }


def _named(
    spec: Spec, kind: Kind, said: list[dict[str, Value]]
) -> tuple[list[str], list[list[Value]]]:
    """Headings and rows of a sheet with every column of the template, filled or not."""
    return _words(spec, kind), [[row.get(name) for name in LABELS[kind]] for row in said]


def _receipts(spec: Spec, lines: list[Line]) -> bytes:
    first, again = [], []
    for number, line in enumerate(lines, 1):
        serial = f"{line.pay_date:%Y%m%d}{number:06d}"
        remark = f"{line.month:%Y-%m}劳务报酬"
        first.append(_receipt(line, line.pay_date, serial, remark, not line.bounced))
        if line.bounced and line.paid_again:
            later = line.pay_date + dt.timedelta(days=AGAIN_AFTER)
            again.append(_receipt(line, later, f"{serial}R", f"{remark}（退汇重发）", True))
    table = csv_table(_words(spec, "receipts"), [*first, *again])
    return table.decode("utf-8-sig").encode(spec.encoding)


def _receipt(line: Line, day: dt.date, serial: str, remark: str, succeeded: bool) -> list[Value]:
    person = line.person
    status = "成功" if succeeded else "退汇"
    return [day.isoformat(), serial, person.holder, person.card, f"{line.net:.2f}", status, remark]


def _date(spec: Spec, day: dt.date | None) -> Value:
    return day if spec.headings == "bare" or day is None else day.isoformat()


def _number(value: Decimal) -> Value:
    return int(value) if value == int(value) else value
