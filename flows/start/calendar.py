"""放假安排: a year as the State Council published it. Before that it is nobody's to guess."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from flows.desk.limits import recompute_due
from flows.engine.models import CalendarDay, CalendarYear
from flows.sheets import cells
from flows.sheets.cleaning import compact
from flows.sheets.problems import CellProblem, harmless
from flows.sheets.reader import Cell

from .loading import ADD, ALTER, SAME, Run
from .tables import EXAMPLE, Field, Form, Line, Reading

REST = {"休", "放假", "休息", "假", "0", "否"}
WORK = {"班", "上班", "调休上班", "补班", "1", "是"}
# 全国年节及纪念日放假办法（2024年修订）: days that are free in every year, and how many there are.
FIXED = ((1, 1, "元旦"), (5, 1, "劳动节"), (5, 2, "劳动节"), (10, 1, "国庆节"), (10, 2, "国庆节"), (10, 3, "国庆节"))  # fmt: skip
FEWEST = 13


def _year(cell: Cell) -> int | None:
    plain = compact(cells.text(cell)).removesuffix("年")
    if plain and not (plain.isdigit() and 2000 <= int(plain) <= 2100):
        raise CellProblem("YEAR_FORMAT", f"年份“{harmless(plain)}”读不懂，请填如 2027")
    return int(plain) if plain else None


def _working(cell: Cell) -> bool | None:
    plain = compact(cells.text(cell))
    if not plain:
        return None
    if plain in REST | WORK:
        return plain in WORK
    raise CellProblem("DAY_KIND", f"“{harmless(plain)}”读不懂，请填“休”或“班”")


DAYS = Form(
    "calendar",
    "放假安排",
    (
        Field("number", "序号", help="可不填；写“示例”的行不读。"),
        Field("year", "年份 年度", _year, need=True, telling=True, help="通知所安排的年份，如 2027。"),
        Field("basis", "依据 通知 文号", telling=True,
              help="国务院办公厅通知的名称和文号；每个新年份至少填一次。"),
        Field("day", "日期 放假日期 调休日期", cells.date, need=True,
              help="一天一行；只写与平常周一至周五不同的日子，放假期间的周末也写上。"),
        Field("working", "休/班 休班 安排 类型", _working, need=True, telling=True, choices=("休", "班"),
              help="放假填“休”，调休上班填“班”。"),
        Field("name", "说明 名称 节日", help="如“春节”“国庆节调休”。"),
    ),
    ("放假", "节假日", "调休", "日历"),
    ((EXAMPLE, "2027", "国务院办公厅关于2027年部分节假日安排的通知（国办发明电〔20XX〕X号）", "2027-01-01", "休", "元旦"),),
)  # fmt: skip


def take_calendar(run: Run, reading: Reading) -> None:
    """Years and days; open steps that waited for the year get their due date."""
    lines = reading.lines.get("calendar", [])
    published = {row.year: row for row in CalendarYear.objects.all()}
    by_year: dict[int, list[Line]] = defaultdict(list)
    seen: dict[dt.date, int] = {}
    for line in lines:
        if _placed(line, seen):
            by_year[line["year"]].append(line)
    for year, rows in sorted(by_year.items()):
        _take_year(run, year, rows, published)
        for line in rows:
            _take_day(run, line)
    news = any(each.verb != SAME for each in run.changes)
    given = recompute_due() if news and not run.dry and not reading.errors else 0
    if given:
        run.notes.append(f"有 {given} 项待办此前待放假安排公布，现已算出时限")


def _placed(line: Line, seen: dict[dt.date, int]) -> bool:
    """A day of its year (a notice may begin in the December before), once in a file."""
    day, year = line["day"], line["year"]
    if day.year != year and not (day.year == year - 1 and day.month == 12):
        line.fault("day", "DAY_OF_OTHER_YEAR", f"{day} 不在 {year} 年，请核对年份或日期")
        return False
    if day in seen:
        line.fault("day", "DAY_DOUBLE", f"{day} 与第 {seen[day]} 行重复，同一天只留一行")
        return False
    seen[day] = line.row
    return True


def _take_year(run: Run, year: int, rows: list[Line], published: dict[int, CalendarYear]) -> None:
    basis = next((line["basis"] for line in rows if line["basis"]), "")
    other = next((line for line in rows if line["basis"] and line["basis"] != basis), None)
    if other is not None:
        other.fault("basis", "BASIS_DIFFERS", f"{year} 年写了两个依据，请统一")
    if year in published:
        known = published[year]
        if basis and basis != known.basis:
            run.say(rows[0], ALTER, f"{year}年", f"依据由“{known.basis}”改为“{basis}”")
            known.basis = basis[:200]
            known.save(update_fields=["basis"])
        return
    if not basis:
        rows[0].fault("basis", "BASIS_MISSING", f"{year} 年是新公布的年份，请填写通知名称和文号")
        return
    _whole(year, rows)
    CalendarYear.objects.create(year=year, basis=basis[:200])
    run.say(rows[0], ADD, f"{year}年", f"公布放假安排，依据：{basis}")


def _whole(year: int, rows: list[Line]) -> None:
    """A new year must be whole: half a notice would make wrong deadlines of the other half."""
    free = {line["day"] for line in rows if not line["working"]}
    for month, day, name in FIXED:
        if dt.date(year, month, day) not in free:
            rows[0].fault("day", "YEAR_INCOMPLETE", f"{year} 年缺 {month} 月 {day} 日（{name}）放假，请对照通知补全后再装入")  # fmt: skip
            return
    if len(free) < FEWEST:
        rows[0].fault("day", "YEAR_INCOMPLETE", f"{year} 年只有 {len(free)} 天放假，全年法定节假日不少于 {FEWEST} 天，请补全")  # fmt: skip


def _take_day(run: Run, line: Line) -> None:
    day, working, name = line["day"], line["working"], (line["name"] or "")[:40]
    known = CalendarDay.objects.filter(day=day).first()
    said = f"{'上班' if working else '放假'} {name}".strip()
    if known is None:
        CalendarDay.objects.create(day=day, working=working, name=name)
        run.say(line, ADD, day, said)
    elif known.working != working or (name and known.name != name):
        was = f"{'上班' if known.working else '放假'} {known.name}".strip()
        known.working, known.name = working, name or known.name
        known.save(update_fields=["working", "name"])
        run.say(line, ALTER, day, f"由“{was}”改为“{said}”")
    else:
        run.say(line, SAME, day)
