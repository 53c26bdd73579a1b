"""What stands above a table or in a file's name: the month, and the project it is about."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from flows.sheets.reader import Row

_TABLE = (
    r"(?:务工人员|农民工|以工代赈务工人员)?(?:用工名册|用工花名册|花名册|务工人员名册|人员名册|名册|考勤表|考勤记录表|考勤台账|考勤|"
    r"劳务报酬发放台账|劳务报酬发放表|劳务报酬台账|报酬发放台账|工资发放台账|工资发放表|工资支付台账|工资表|"
    r"银行回单|代发回单|代发结果|回单|(?:农村)?劳动力摸底(?:调查|登记)*表|摸底(?:调查|登记)*表)"
)
_MONTH_WORDS = r"20\d\d\s*年\s*(?:1[0-2]|0?[1-9])\s*月份?"
_TITLE = re.compile(
    rf"(?:{_MONTH_WORDS})?(?P<project>.*?)(?:[(\[]?{_MONTH_WORDS}[)\]]?)?{_TABLE}.*"
)
_MONTH = re.compile(
    r"(?<!\d)(20\d\d)(?:\s*年\s*|[-_./])(1[0-2]|0?[1-9])(?:\s*月|(?![\d月]|[-_./年]\d))(?!\s*\d{1,2}\s*[日号])"
    r"|(?<!\d)(20\d\d)(1[0-2]|0[1-9])(?!\d)"
)
_LABELLED = re.compile(r"(?:项目名称|工程名称)\s*:\s*(.+)")


def month_in(text: str) -> str | None:
    """`2025-06` out of 2025-06, 2025年6月, 202506, 2025_6, else None. A full date is no month."""
    match = _MONTH.search(unicodedata.normalize("NFKC", text))
    if match is None:
        return None
    year, month = (match[1], match[2]) if match[1] else (match[3], match[4])
    return f"{year}-{int(month):02d}"


def month_in_title(above: Sequence[Row]) -> str | None:
    """The month of the title rows; a date of filling in or signing is not one."""
    for line in _lines(above):
        about_a_month = re.search(rf"{_TABLE}|月份|所属月|年月", line)
        if about_a_month and (month := month_in(line)):
            return month
    return None


def project_in_title(above: Sequence[Row]) -> str | None:
    """The project's name: what stands before 用工名册/考勤表/劳务报酬发放台账, or after 项目名称：."""
    lines = _lines(above)
    for line in lines:
        if match := _LABELLED.search(line):
            return match[1].split("  ")[0].strip() or None
    for line in lines:
        if match := _TITLE.fullmatch(line.replace("  ", "")):
            return match["project"].strip() or None
    return None


def _lines(above: Sequence[Row]) -> list[str]:
    """Every row as one line, cells two spaces apart."""
    joined = [
        "  ".join(cell.strip() for cell in row if isinstance(cell, str) and cell.strip())
        for row in above
    ]
    return [unicodedata.normalize("NFKC", line) for line in joined if line]
