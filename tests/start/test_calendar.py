"""load_calendar: a year as published, whole and with its basis; waiting deadlines are computed."""

import datetime as dt

import pytest

from flows.desk.models import Seat, Task
from flows.engine import clock
from flows.engine.models import CalendarDay, CalendarYear
from flows.start.kits import CALENDAR, template
from tests.dossier import a_project, everything, item_of

from .sheetbook import book, codes, put

pytestmark = pytest.mark.django_db
HEAD = ["年份", "依据", "日期", "休/班", "说明"]
NOTICE = "国务院办公厅关于2031年部分节假日安排的通知（国办发明电〔2030〕1号）"
FREE = ["2031-01-01", *(f"2031-01-{d}" for d in range(22, 30)), "2031-04-05", "2031-05-01", "2031-05-02", "2031-10-01", "2031-10-02", "2031-10-03"]  # fmt: skip


def days(*more, free=FREE, basis=NOTICE):
    rows = [[2031, basis if n == 0 else "", day, "休", "节日"] for n, day in enumerate(free)]
    return book(放假安排=[HEAD, *rows, *more])


def test_a_year_is_published_whole_and_once():
    data = days([2031, "", "2031-01-19", "班", "春节调休"])
    done = put("calendar", data)
    assert not done.errors and done.count("add") == len(FREE) + 2
    assert CalendarYear.objects.get(year=2031).basis == NOTICE
    assert CalendarDay.objects.get(day=dt.date(2031, 1, 19)).working
    assert not CalendarDay.objects.get(day=dt.date(2031, 10, 1)).working
    before = everything()
    again = put("calendar", data)
    assert again.count("same") == len(FREE) + 1 and "没有变化" in again.sentence
    assert everything() == before


def test_a_published_year_can_be_amended():
    put("calendar", days())
    more = book(放假安排=[HEAD, ["２０３１年", "", "2031/1/30", "放假", "春节延长"], [2031, "", "2031年1月29日", "班", ""]])  # fmt: skip
    done = put("calendar", more)
    assert (done.count("add"), done.count("change")) == (1, 1)
    assert "由“放假 节日”改为“上班”" in next(c.text for c in done.changes if c.verb == "change")


@pytest.mark.parametrize(
    "code, data",
    [
        ("BASIS_MISSING", days(basis="")),
        ("YEAR_INCOMPLETE", days(free=FREE[:-1])),
        ("YEAR_INCOMPLETE", days(free=[d for d in FREE if "-01-2" not in d])),
        ("DAY_DOUBLE", days([2031, "", "2031-10-01", "休", ""])),
        ("DAY_OF_OTHER_YEAR", days([2031, "", "2032-01-01", "休", ""])),
        ("DAY_KIND", days([2031, "", "2031-02-01", "玩", ""])),
        ("BASIS_DIFFERS", days([2031, "另一个通知", "2031-02-08", "班", ""])),
        ("YEAR_FORMAT", days(["明年", "", "2031-02-08", "班", ""])),
        ("CELL_MISSING", days([2031, "", "2031-02-08", "", ""])),
    ],
)
def test_what_is_not_taken(code, data):
    before = everything()
    assert codes(put("calendar", data)) == [code]
    assert everything() == before


def test_a_notice_may_begin_in_the_december_before():
    assert not put("calendar", days([2031, "", "2030-12-31", "休", "元旦"])).errors


def test_a_csv_and_the_template():
    lines = ["年份,依据,日期,休班,说明", *(f"2031,{NOTICE},{day},休,节日" for day in FREE)]
    assert not put("calendar", "\n".join(lines).encode(), "放假安排.csv").errors
    assert codes(put("calendar", template(CALENDAR))) == ["NO_ROWS"]


def test_open_steps_that_waited_for_the_year_get_their_due_date():
    project = a_project(on=dt.date(2030, 12, 30))
    clock.simulate(project.chain, clock.at(dt.date(2030, 12, 31)))
    item_of(project, "TOWN_REVIEW")
    waiting = Task.objects.filter(status="ASSIGNED", process__chain=project.chain)
    assert waiting.get().due_on is None
    before = everything()
    put("calendar", days(), dry_run=True)
    assert everything() == before
    done = put("calendar", days())
    assert "现已算出时限" in done.notes[0]
    due = waiting.get().due_on
    assert due is not None and due.year == 2031
    assert set(Seat.objects.filter(task=waiting.get()).values_list("due_on", flat=True)) == {due}
