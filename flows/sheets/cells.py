"""One reading per meaning. Each takes a raw cell and returns a value or raises CellProblem.

Money is Decimal yuan with two places, days are Decimal in half steps, dates are `datetime.date`.
Messages name the fault and the cure; of IDs, cards and phones they show the last four at most.
"""

from __future__ import annotations

import datetime
import math
import re
from decimal import Decimal

from flows.sheets.cleaning import clean, compact, tidy_name
from flows.sheets.identity import birth_date, check_digit
from flows.sheets.problems import CellProblem, harmless, tail
from flows.sheets.reader import Broken, Cell
from flows.sheets.vocabulary import (
    ABSENT,
    BOUNCED,
    FULL_DAY,
    HALF_DAY,
    NO,
    NOTHING,
    SUCCEEDED,
    YES,
)

MAX_DAYS = Decimal(366)
MAX_MONEY = Decimal("9999999999.99")
_CENT = Decimal("0.01")
_HALF = Decimal("0.5")
_PRECISE = 10**15
_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE)
_MONEY = re.compile(r"[-−]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
_DATES = (
    re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"),
    re.compile(r"(\d{4})(年)(\d{1,2})月(\d{1,2})日"),
    re.compile(r"(\d{4})()(\d{2})(\d{2})"),
)


def is_blank(cell: Cell) -> bool:
    """Nothing in it that could be seen."""
    if not isinstance(cell, str):
        return False
    return not cell.strip("\u200b\u200c\u200d\ufeff\u2060\u00a0 \t\r\n\u3000'")


def says_nothing(plain: str) -> bool:
    """A dash, a slash or 无 where nothing is to be said."""
    return plain in NOTHING


def text(cell: Cell) -> str:
    """Free text, "" when empty. A whole number loses its `.0`, a date is written 2025-06-03."""
    if isinstance(cell, Broken):
        raise _broken(cell)
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return _plain_number(cell)
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(" ")
    return clean(cell) if isinstance(cell, str) else str(cell)


def name(cell: Cell) -> str:
    """A person's name, "" when empty."""
    if isinstance(cell, str):
        return tidy_name(cell)
    if isinstance(cell, Broken):
        raise _broken(cell)
    raise CellProblem("NAME_FORMAT", f"“{harmless(text(cell))}”不像姓名，请填写文字")


def id_number(cell: Cell) -> str:
    """An 18-place ID with a true birth date and check digit (GB 11643), "" when empty."""
    plain = _code(cell, "ID_PRECISION", "身份证号", limit=0).upper()
    if not plain:
        return ""
    if re.fullmatch(r"\d{15}", plain):
        raise CellProblem("ID_FORMAT", f"身份证号（{tail(plain)}）是 15 位旧号码，请填写 18 位号码")
    if not re.fullmatch(r"[1-9]\d{16}[\dX]", plain, re.ASCII):
        raise CellProblem("ID_FORMAT", f"身份证号（{tail(plain)}）应为 18 位，最后一位是数字或 X")
    if birth_date(plain) is None:
        raise CellProblem("ID_BIRTH", f"身份证号（{tail(plain)}）中的出生日期不存在，请核对")
    if plain[-1] != check_digit(plain):
        raise CellProblem("ID_CHECK", f"身份证号（{tail(plain)}）校验码不符，请对照证件核对")
    return plain


def card_number(cell: Cell) -> str:
    """A card or passbook number as digits, "" when empty. Length and Luhn are not judged here."""
    plain = _code(cell, "CARD_PRECISION", "银行卡号", limit=_PRECISE)
    plain = re.sub(r"[-\s]", "", plain)
    if plain and not re.fullmatch(r"\d{6,32}", plain, re.ASCII):
        raise CellProblem("CARD_FORMAT", f"银行卡号（{tail(plain)}）应写全，只含数字")
    return plain


def phone(cell: Cell) -> str:
    """A phone number as digits, "" when empty."""
    plain = _code(cell, "PHONE_PRECISION", "联系电话", limit=_PRECISE)
    plain = re.sub(r"^\+?86(?=1\d{10}$)", "", re.sub(r"[-()\s]", "", plain))
    if plain and not re.fullmatch(r"\d{7,12}", plain, re.ASCII):
        raise CellProblem("PHONE_FORMAT", f"联系电话（{tail(plain)}）应为手机号或带区号的座机")
    return plain


def serial(cell: Cell) -> str:
    """A bank's serial number as text, "" when empty; as a long number it has lost places."""
    return _code(cell, "SERIAL_PRECISION", "流水号", limit=_PRECISE)


def money(cell: Cell, *, negative: bool = False) -> Decimal | None:
    """Yuan with two places, None when empty. `negative` allows a deduction."""
    amount = _amount(cell)
    if amount is None:
        return None
    if amount < 0 and not negative:
        raise CellProblem("MONEY_NEGATIVE", f"金额“{amount}”不能是负数，扣减请写在奖扣列")
    if abs(amount) > MAX_MONEY:
        raise CellProblem("MONEY_RANGE", "金额过大，请核对单位是否为元")
    return amount


def days(cell: Cell) -> Decimal | None:
    """Working days in half steps, None when empty. More than a month has is a fact too (F06)."""
    shown = harmless(_shown(cell))
    if isinstance(cell, str) and compact(cell).upper() in FULL_DAY | HALF_DAY:
        return portion(cell)
    number = _number(cell)
    if number is None:
        return None
    if not 0 <= number <= MAX_DAYS:
        raise CellProblem("DAYS_RANGE", f"工日“{shown}”超出范围，请填写 0 以上的天数")
    if number % _HALF:
        raise CellProblem("DAYS_STEP", f"工日“{shown}”应以半天为单位，如 12 或 12.5")
    return number.quantize(_HALF) if number % 1 else number.quantize(Decimal(1))


def portion(cell: Cell) -> Decimal:
    """An attendance mark: 1, 0.5, or 0 when absent."""
    if isinstance(cell, Broken):
        raise _broken(cell)
    plain = compact(_shown(cell)).upper()
    if plain in FULL_DAY:
        return Decimal(1)
    if plain in HALF_DAY:
        return _HALF
    if plain in ABSENT:
        return Decimal(0)
    shown = harmless(plain)
    raise CellProblem("MARK_UNKNOWN", f"考勤标记“{shown}”读不懂，请填 √、半，或留空（缺勤）")


def date(cell: Cell) -> datetime.date | None:
    """A day between 1990 and 2100, None when empty."""
    if isinstance(cell, datetime.datetime):
        return _in_range(cell.date(), cell)
    if isinstance(cell, datetime.date):
        return _in_range(cell, cell)
    if isinstance(cell, float) and cell.is_integer() and 20_000 <= cell <= 80_000:
        return _in_range(datetime.date(1899, 12, 30) + datetime.timedelta(days=int(cell)), cell)
    plain = clean(_shown(cell))
    if plain in NOTHING:
        return None
    for pattern in _DATES:
        if match := pattern.fullmatch(compact(plain) if pattern is not _DATES[0] else plain):
            return _calendar_day(int(match[1]), int(match[3]), int(match[4]), cell)
    cure = "请写成 2025-06-03"
    raise CellProblem("DATE_FORMAT", f"日期“{harmless(plain)}”读不懂，{cure}")


def quantity(cell: Cell) -> Decimal | None:
    """Pieces, metres, cubic metres made, with at most two places; None when empty."""
    number = _number(cell)
    if number is not None and (not 0 <= number <= MAX_MONEY or number * 100 % 1):
        shown = harmless(_shown(cell))
        raise CellProblem("QUANTITY_RANGE", f"数量“{shown}”应为 0 以上、至多两位小数的数")
    return number


def score(cell: Cell) -> Decimal | None:
    """A mark out of a hundred with at most one place, None when empty."""
    number = _number(cell)
    if number is not None and (not 0 <= number <= 150 or number * 10 % 1):
        raise CellProblem("SCORE_FORMAT", f"成绩“{harmless(_shown(cell))}”应为 0 到 100 的分数")
    return number


def confirmed(cell: Cell) -> bool:
    """Whether the person confirmed on paper; empty is no."""
    return _choose(cell, YES, NO | NOTHING, "CONFIRM_UNKNOWN", "请填“已确认”或留空")


def succeeded(cell: Cell) -> bool:
    """Whether the bank paid; empty is not an answer."""
    if is_blank(cell):
        raise CellProblem("STATUS_MISSING", "交易状态是空的，请填“成功”或“退汇”")
    return _choose(cell, SUCCEEDED, BOUNCED, "STATUS_UNKNOWN", "请填“成功”或“退汇”")


def _choose(cell: Cell, yes: set[str], no: set[str], code: str, cure: str) -> bool:
    plain = compact("TRUE" if cell is True else "FALSE" if cell is False else text(cell)).upper()
    if plain in yes:
        return True
    if plain in no:
        return False
    raise CellProblem(code, f"“{harmless(plain)}”读不懂，{cure}")


def _code(cell: Cell, code: str, label: str, *, limit: int) -> str:
    """Digits kept as text. A number of `limit` or more has lost places: refused, never repaired."""
    if isinstance(cell, Broken):
        raise _broken(cell)
    cure = f"{label}是数字格式，末几位可能已丢失；请把该列设为文本后重新填写，不要只改格式"
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if not float(cell).is_integer() or not 0 <= cell < limit:
            raise CellProblem(code, cure)
        return str(int(cell))
    plain = compact(text(cell))
    if wrapped := re.fullmatch(r'="?([^"]*)"?', plain):
        plain = wrapped[1]
    if _SCIENTIFIC.fullmatch(plain):
        raise CellProblem(code, cure)
    return "" if plain in NOTHING else plain


def _amount(cell: Cell) -> Decimal | None:
    if isinstance(cell, float) and math.isfinite(cell):
        exact = Decimal(repr(cell))
        rounded = exact.quantize(_CENT) if abs(exact) <= MAX_MONEY else exact
        if abs(exact - rounded) > Decimal("0.000001"):
            raise CellProblem("MONEY_PLACES", f"金额“{exact.normalize()}”多于两位小数，请精确到分")
        return rounded + 0
    plain = compact(_shown(cell)).upper()
    plain = plain.removesuffix("元") if plain != "元" else plain
    plain = re.sub(r"^([-−]?)(?:¥|RMB|CNY)", r"\1", plain)
    if plain in NOTHING:
        return None
    if not _MONEY.fullmatch(plain) or not (plain.isascii() or plain.startswith("−")):
        raise CellProblem("MONEY_FORMAT", f"金额“{harmless(plain)}”不是数字，请填如 5000.00")
    exact = Decimal(plain.replace(",", "").replace("−", "-"))
    if abs(exact) <= MAX_MONEY and exact != exact.quantize(_CENT):
        raise CellProblem("MONEY_PLACES", f"金额“{harmless(plain)}”多于两位小数，请精确到分")
    return exact.quantize(_CENT) + 0 if abs(exact) <= MAX_MONEY else exact


def _number(cell: Cell) -> Decimal | None:
    if isinstance(cell, float) and math.isfinite(cell):
        return Decimal(repr(round(cell, 6)))
    plain = compact(_shown(cell)).removesuffix("天").removesuffix("分").removesuffix("工日")
    if plain in NOTHING:
        return None
    if not re.fullmatch(r"-?\d{1,9}(\.\d{1,6})?", plain, re.ASCII):
        raise CellProblem("NUMBER_FORMAT", f"“{harmless(plain)}”不是数字，请填如 12 或 12.5")
    return Decimal(plain)


def _calendar_day(year: int, month: int, day: int, cell: Cell) -> datetime.date:
    try:
        return _in_range(datetime.date(year, month, day), cell)
    except ValueError as error:
        raise CellProblem("DATE_IMPOSSIBLE", f"日期“{_shown(cell)[:20]}”不存在，请核对") from error


def _in_range(day: datetime.date, cell: Cell) -> datetime.date:
    if not 1990 <= day.year <= 2100:
        raise CellProblem("DATE_RANGE", f"日期“{harmless(_shown(cell))}”的年份不对，请核对")
    return day


def _shown(cell: Cell) -> str:
    if isinstance(cell, Broken):
        raise _broken(cell)
    if isinstance(cell, str):
        return clean(cell)
    return "TRUE" if cell is True else "FALSE" if cell is False else text(cell)


def _plain_number(cell: float) -> str:
    if math.isfinite(cell) and cell.is_integer() and abs(cell) < _PRECISE:
        return str(int(cell))
    return repr(cell)


def _broken(cell: Broken) -> CellProblem:
    if cell.sign:
        message = f"该格是错误值 {harmless(cell.sign)}，请改正公式或直接填写结果"
        return CellProblem("CELL_ERROR", message)
    message = "公式没有算出结果，请用 Excel 打开保存一次，或直接填写结果"
    return CellProblem("FORMULA_EMPTY", message)
