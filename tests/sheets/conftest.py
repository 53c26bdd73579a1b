"""Small sheets made on the spot: a good one first, then one fault at a time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook

from flows.sheets.ledgers import Ledger, parse

IDS = ["11010519491231002X", "110228197908219489", "110118198809100315"]
CARDS = ["6222020238347017465", "6222020266193451454", "6222020294032699109"]

ROSTER = [
    "序号",
    "姓名",
    "身份证号",
    "户籍乡镇",
    "户籍村",
    "联系电话",
    "工种",
    "安全培训日期",
    "培训成绩",
]
ROSTER += ["协议编号", "报酬标准", "银行卡号", "户名", "进场日期", "离场日期", "人员类别", "备注"]
PAYROLL = ["序号", "姓名", "身份证号", "工种", "出勤工日", "单价", "应发", "奖扣", "实发"]
PAYROLL += ["银行卡号", "户名", "发放日期", "本人确认", "备注"]


def roster_row(n: int = 0, **changes: Any) -> list[Any]:
    """One good row of a roster; changes by heading."""
    row = dict(zip(ROSTER, [n + 1, "甲乙丙"[n] + "某", IDS[n], "示例镇", "示例村"], strict=False))
    row |= {"联系电话": "13100339075", "工种": "普工", "安全培训日期": "2025-05-31", "培训成绩": 98}
    row |= {"协议编号": f"XY-{n}", "报酬标准": "200", "银行卡号": CARDS[n], "户名": row["姓名"]}
    row |= {"进场日期": "2025-06-03", "离场日期": "", "人员类别": "务工人员", "备注": ""}
    return list((row | changes).values())


def payroll_row(n: int = 0, **changes: Any) -> list[Any]:
    """One good row of a pay ledger; changes by heading."""
    row = dict(
        zip(
            PAYROLL,
            [n + 1, "甲乙丙"[n] + "某", IDS[n], "普工", 10, 200, 2000, 0, 2000],
            strict=False,
        )
    )
    row |= {
        "银行卡号": CARDS[n],
        "户名": row["姓名"],
        "发放日期": "2025-07-18",
        "本人确认": "已确认",
        "备注": "",
    }
    return list((row | changes).values())


def attendance_row(n: int = 0, marks: dict[int, Any] | None = None, last: int = 30) -> list[Any]:
    """One row of an attendance sheet."""
    return [
        n + 1,
        "甲乙丙"[n] + "某",
        IDS[n],
        *((marks or {}).get(d, "") for d in range(1, last + 1)),
        None,
    ]


def attendance_heading(last: int = 30) -> list[Any]:
    """Its headings."""
    return ["序号", "姓名", "身份证号", *map(str, range(1, last + 1)), "出勤工日"]


def xlsx(rows: list[list[Any]], change: Callable[[Any], None] | None = None) -> bytes:
    """A workbook of one sheet."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book.active)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def rezip(data: bytes, **parts: bytes | None) -> bytes:
    """The same file with parts replaced, added or (None) left out; `__` stands for `/`."""
    wanted = {name.replace("__", "/"): content for name, content in parts.items()}
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in wanted:
                new.writestr(name, old.read(name))
        for name, content in wanted.items():
            if content is not None:
                new.writestr(name, content)
    return out.getvalue()


def codes(ledger: Ledger) -> list[tuple[int, str, str]]:
    """What was refused: row, heading, code."""
    return [(error.row, error.column, error.code) for error in ledger.errors]


class Make:
    """The builders above as one fixture."""

    roster_row = staticmethod(roster_row)
    payroll_row = staticmethod(payroll_row)
    attendance_row = staticmethod(attendance_row)
    attendance_heading = staticmethod(attendance_heading)
    xlsx = staticmethod(xlsx)
    rezip = staticmethod(rezip)
    codes = staticmethod(codes)
    ids = IDS
    cards = CARDS
    roster = ROSTER
    payroll = PAYROLL


@pytest.fixture(scope="session")
def make() -> type[Make]:
    """Builders of sheets."""
    return Make


@pytest.fixture
def roster(make):
    def read(*rows, heading=None, change=None, above=(), below=(), **options):
        table = [*above, heading or make.roster, *rows, *below]
        return parse("用工名册.xlsx", make.xlsx([list(row) for row in table], change), **options)

    return read


@pytest.fixture
def payroll(make):
    def read(*rows, heading=None, name="劳务报酬发放台账-2025-06.xlsx", change=None, **options):
        table = [heading or make.payroll, *rows]
        return parse(name, make.xlsx([list(row) for row in table], change), **options)

    return read


@pytest.fixture
def attendance(make):
    def read(*rows, last=30, name="考勤表-2025-06.xlsx", above=(), **options):
        return parse(name, make.xlsx([*above, make.attendance_heading(last), *rows]), **options)

    return read
