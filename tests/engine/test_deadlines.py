"""Working days by the published year; an unpublished one is never guessed."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.engine.deadlines import Calendar, Due, workdays

D = dt.date


# The database is put up only for marked tests: this file must run by itself too.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def calendar(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return Calendar.load()


@pytest.mark.parametrize(
    "day, working",
    [
        (D(2025, 1, 26), True),  # 周日，春节调休上班
        (D(2025, 1, 28), False),
        (D(2025, 2, 4), False),
        (D(2025, 2, 8), True),  # 周六上班
        (D(2025, 4, 27), True),
        (D(2025, 9, 28), True),
        *((D(2025, 10, day), False) for day in range(1, 9)),
        (D(2025, 10, 9), True),
        (D(2025, 10, 11), True),
        (D(2024, 2, 9), True),  # 2024 年除夕不放假
        (D(2026, 1, 1), False),
        (D(2026, 2, 17), False),  # 2026 年正月初一
        (D(2026, 10, 1), False),
        (D(2026, 11, 22), False),  # 普通周日
        (D(2026, 11, 23), True),
    ],
)
def test_official_days(calendar, day, working):
    assert calendar.is_working(day) is working


def test_the_calendar_is_what_chinesecalendar_collected(calendar):
    import chinese_calendar

    day = D(2020, 1, 1)
    while day.year in calendar.years:
        assert calendar.is_working(day) == chinese_calendar.is_workday(day), day
        day += dt.timedelta(days=1)
    assert day.year >= 2027


def test_five_working_days_across_the_spring_festival(calendar):
    """自 2025-01-24（周五）次日起：1-26、1-27 上班，1-28 至 2-4 放假，2-5、2-6、2-7."""
    assert calendar.after(D(2025, 1, 24), workdays(5)) == D(2025, 2, 7)


def test_natural_days_need_no_calendar(calendar):
    assert calendar.after(D(2030, 1, 1), Due(30, working=False)) == D(2030, 1, 31)


def test_a_year_that_is_not_published_is_open(calendar):
    last = max(calendar.years)
    assert calendar.after(D(last, 12, 31), workdays(1)) is None
    assert calendar.after(D(last, 12, 25), workdays(20)) is None
    assert calendar.after(D(last + 1, 3, 1), workdays(1)) is None


def test_no_days_is_the_same_day(calendar):
    assert calendar.after(D(2025, 1, 6), workdays(0)) == D(2025, 1, 6)


days = st.dates(D(2020, 1, 1), D(2026, 12, 31))


@given(days, st.integers(1, 40))
def test_the_last_day_is_a_working_day_and_there_are_as_many_before_it(calendar, start, length):
    end = calendar.after(start, workdays(length))
    if end is None:
        assert start + dt.timedelta(days=length) > D(2026, 11, 1)
        return
    assert end > start and calendar.is_working(end)
    assert calendar.workdays_between(start, end) == length
    assert calendar.workdays_between(start, end - dt.timedelta(days=1)) == length - 1


@given(days, days)
def test_between_counts_each_day_once(calendar, start, end):
    expected = sum(
        calendar.is_working(D.fromordinal(number))
        for number in range(start.toordinal() + 1, end.toordinal() + 1)
    )
    assert calendar.workdays_between(start, end) == expected


@given(st.lists(st.dates(D(2025, 1, 1), D(2025, 12, 31)), max_size=9), st.integers(1, 30))
def test_one_more_free_day_never_makes_it_earlier(free, length):
    plain = Calendar({2025, 2026}, {})
    holidays = Calendar({2025, 2026}, dict.fromkeys(free, False))
    start = D(2025, 3, 3)
    assert holidays.after(start, workdays(length)) >= plain.after(start, workdays(length))
