"""Small ledgers made for a test: one sheet, the headings of the bundled cases."""

from __future__ import annotations

import csv
import io

from openpyxl import Workbook

ROSTER = [
    "姓名",
    "性别",
    "身份证号",
    "户籍乡镇",
    "户籍村",
    "优先标签",
    "联系电话",
    "工种",
    "人员类别",
    "安全培训日期",
    "培训成绩",
    "协议编号",
    "银行卡号",
    "户名",
    "开户行",
    "进场日期",
    "离场日期",
]
PAY = [
    "姓名",
    "身份证号",
    "工种",
    "出勤工日",
    "单价",
    "应发",
    "奖扣",
    "实发",
    "银行卡号",
    "户名",
    "发放日期",
    "本人确认",
    "备注",
]
RECEIPTS = ["交易日期", "流水号", "户名", "账号", "金额", "交易状态", "摘要"]
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity(number: int, birth: str = "19800101") -> str:
    """An invented ID with a true check digit; ``number`` 0–999 tells people apart."""
    body = f"110118{birth}{number:03d}"
    total = sum(int(place) * weight for place, weight in zip(body, WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def card(number: int) -> str:
    """An invented card with a true Luhn digit."""
    body = f"622202000000{number:06d}"
    digits = [int(d) for d in reversed(body)]
    total = sum(sum(divmod(d * 2, 10)) if i % 2 == 0 else d for i, d in enumerate(digits))
    return f"{body}{-total % 10}"


def workbook(headings: list[str], rows: list[list], title: str = "") -> bytes:
    book = Workbook()
    sheet = book.active
    if title:
        sheet.append([title])
    sheet.append(headings)
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def person(number: int, name: str, **changes) -> list:
    said = {
        "姓名": name,
        "性别": "男",
        "身份证号": identity(number),
        "户籍乡镇": "示例镇",
        "户籍村": "示例村",
        "优先标签": "",
        "联系电话": f"1380000{number:04d}",
        "工种": "普工",
        "人员类别": "务工人员",
        "安全培训日期": "2025-05-28",
        "培训成绩": 90,
        "协议编号": f"XY-{number}",
        "银行卡号": card(number),
        "户名": name,
        "开户行": "邮储银行",
        "进场日期": "2025-06-03",
        "离场日期": "2025-08-29",
    } | changes
    return [said[heading] for heading in ROSTER]


def roster(*people: list) -> bytes:
    return workbook(ROSTER, list(people))


def attendance(rows: list[tuple[str, int, list]]) -> bytes:
    """``rows``: name, number, marks from the first of the month on."""
    headings = ["姓名", "身份证号", *[str(day) for day in range(1, 32)]]
    body = [
        [name, identity(number), *marks, *[""] * (31 - len(marks))] for name, number, marks in rows
    ]
    return workbook(headings, body)


def pay(*lines: list) -> bytes:
    return workbook(PAY, list(lines))


def line(number: int, name: str, days, rate=200, **changes) -> list:
    said = {
        "姓名": name,
        "身份证号": identity(number),
        "工种": "普工",
        "出勤工日": days,
        "单价": rate,
        "应发": days * rate,
        "奖扣": 0,
        "实发": days * rate,
        "银行卡号": card(number),
        "户名": name,
        "发放日期": "2025-07-18",
        "本人确认": "已确认",
        "备注": "",
    } | changes
    return [said[heading] for heading in PAY]


def receipts(*rows: tuple, encoding: str = "utf-8") -> bytes:
    """``rows``: date, serial, holder, card number, amount, status, remark."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(RECEIPTS)
    writer.writerows(rows)
    return out.getvalue().encode(encoding)
