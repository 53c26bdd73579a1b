"""停表: days on which the clock stands still, counted once, and what is left of a time limit."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from flows.engine.deadlines import Calendar, Spent, natural, workdays

D = dt.date
YEARS = Calendar({2025, 2026}, {D(2025, 6, 2): False})  # 2025-06-02（周一）端午
MONDAY = D(2025, 6, 9)


def test_a_day_of_a_stop_does_not_count():
    """周一起 5 个工作日本应周一到；周三停、周五恢复：周四、周五不算，顺延两个工作日。"""
    stops = [(D(2025, 6, 11), D(2025, 6, 13))]
    assert YEARS.after(MONDAY, workdays(5)) == D(2025, 6, 16)
    assert YEARS.due_with_stops(MONDAY, workdays(5), stops, D(2025, 6, 13)) == D(2025, 6, 18)
    assert YEARS.spent(MONDAY, workdays(5), stops, D(2025, 6, 16)) == Spent(3, 2, 2)


def test_the_day_it_stopped_is_used_and_the_day_it_resumes_is_not():
    stops = [(D(2025, 6, 11), D(2025, 6, 12))]
    assert YEARS.spent(MONDAY, workdays(5), stops, D(2025, 6, 11)) == Spent(2, 3, 0)
    assert YEARS.spent(MONDAY, workdays(5), stops, D(2025, 6, 12)) == Spent(2, 3, 1)
    assert YEARS.spent(MONDAY, workdays(5), stops, D(2025, 6, 13)) == Spent(3, 2, 1)


def test_stopped_and_resumed_on_one_day_wins_nothing():
    stops = [(D(2025, 6, 11), D(2025, 6, 11))]
    assert YEARS.due_with_stops(MONDAY, workdays(5), stops, MONDAY) == D(2025, 6, 16)


def test_a_weekend_in_a_stop_is_no_stopped_working_day():
    stops = [(D(2025, 6, 13), D(2025, 6, 16))]
    assert YEARS.spent(MONDAY, workdays(5), stops, D(2025, 6, 16)) == Spent(4, 1, 1)
    assert YEARS.spent(MONDAY, natural(9), stops, D(2025, 6, 16)) == Spent(4, 5, 3)


def test_an_open_stop_has_no_due_date_and_keeps_what_is_left():
    stops = [(D(2025, 6, 11), None)]
    for today in (D(2025, 6, 11), D(2025, 6, 20), D(2025, 9, 1)):
        assert YEARS.due_with_stops(MONDAY, workdays(5), stops, today) is None
        assert YEARS.spent(MONDAY, workdays(5), stops, today)[:2] == (2, 3)


def test_what_ran_out_before_the_stop_stays_overdue():
    stops = [(D(2025, 6, 18), None)]
    assert YEARS.due_with_stops(MONDAY, workdays(5), stops, D(2025, 6, 30)) == D(2025, 6, 16)
    assert YEARS.spent(MONDAY, workdays(5), stops, D(2025, 6, 30)) == Spent(7, -2, 8)


def test_an_open_stop_of_a_later_day_is_not_there_yet():
    stops = [(D(2025, 6, 11), None)]
    assert YEARS.due_with_stops(MONDAY, workdays(5), stops, D(2025, 6, 10)) == D(2025, 6, 16)


def test_nothing_is_used_before_the_start():
    assert YEARS.spent(MONDAY, workdays(5), [], D(2025, 6, 1)) == Spent(0, 5, 0)
    assert YEARS.spent(MONDAY, workdays(5), [], MONDAY) == Spent(0, 5, 0)


def test_an_unpublished_year_is_not_guessed_and_natural_days_do_not_ask():
    late = D(2026, 12, 30)
    assert YEARS.due_with_stops(late, workdays(5), [], late) is None
    assert YEARS.spent(late, workdays(5), [], D(2027, 1, 4)) == Spent(None, None, None)
    assert YEARS.due_with_stops(late, natural(5), [], late) == D(2027, 1, 4)
    # A stop over the new year: none of its days count, so only the days after it are asked for.
    stops = [(late, D(2027, 2, 1))]
    assert YEARS.due_with_stops(late, natural(5), stops, late) == D(2027, 2, 6)
    assert YEARS.due_with_stops(late, workdays(5), stops, late) is None


def test_working_days_between_are_unknown_in_an_unpublished_year():
    assert YEARS.workdays_between(D(2026, 12, 30), D(2026, 12, 31)) == 1
    assert YEARS.workdays_between(D(2026, 12, 31), D(2026, 12, 31)) == 0
    assert YEARS.workdays_between(D(2026, 12, 31), D(2027, 1, 1)) is None
    assert YEARS.workdays_between(D(2028, 5, 1), D(2027, 5, 1)) == 0


days = st.dates(D(2025, 1, 1), D(2026, 6, 30))
stretches = st.lists(
    st.tuples(days, st.integers(0, 40)).map(lambda s: (s[0], s[0] + dt.timedelta(days=s[1]))),
    max_size=5,
)
limits = st.builds(lambda n, working: (workdays if working else natural)(n), st.integers(0, 30), st.booleans())  # fmt: skip


def counted(start, due, stops, end):
    """The slow way: (used, stopped), day by day."""
    used = stopped = 0
    for number in range(start.toordinal() + 1, end.toordinal() + 1):
        day = D.fromordinal(number)
        if due.working and not YEARS.is_working(day):
            continue
        if any(begun < day <= to for begun, to in stops):
            stopped += 1
        else:
            used += 1
    return used, stopped


@given(days, limits, stretches, days)
def test_spent_is_what_counting_day_by_day_gives(start, due, stops, today):
    used, stopped = counted(start, due, stops, today)
    assert YEARS.spent(start, due, stops, today) == Spent(used, due.days - used, stopped)


@given(days, limits, stretches)
def test_on_the_last_day_nothing_is_left_and_the_day_before_there_was_one(start, due, stops):
    end = YEARS.due_with_stops(start, due, stops, start)
    if end is None:
        assert due.working
        return
    assert YEARS.spent(start, due, stops, end).remaining == 0
    if due.days:
        before = YEARS.spent(start, due, stops, end - dt.timedelta(days=1))
        assert before.remaining == 1


@given(days, limits, stretches, days)
def test_order_and_overlap_of_stops_do_not_matter(start, due, stops, today):
    doubled = [*reversed(stops), *stops]
    assert YEARS.due_with_stops(start, due, doubled, today) == YEARS.due_with_stops(
        start, due, stops, today
    )
    assert YEARS.spent(start, due, doubled, today) == YEARS.spent(start, due, stops, today)


@given(days, limits, stretches, days, st.integers(0, 40))
def test_one_more_stop_never_makes_it_earlier(start, due, stops, begun, length):
    more = [*stops, (begun, begun + dt.timedelta(days=length))]
    plain = YEARS.due_with_stops(start, due, stops, start)
    later = YEARS.due_with_stops(start, due, more, start)
    assert later is None or (plain is not None and later >= plain)


@given(days, limits, stretches, st.integers(0, 60), st.integers(0, 60))
def test_while_the_clock_stands_nothing_more_is_used(start, due, stops, after, passed):
    begun = start + dt.timedelta(days=after)
    today = begun + dt.timedelta(days=passed)
    standing = [*stops, (begun, None)]
    then = YEARS.spent(start, due, standing, begun)
    now = YEARS.spent(start, due, standing, today)
    assert (now.used, now.remaining) == (then.used, then.remaining)
    due_on = YEARS.due_with_stops(start, due, standing, today)
    assert due_on is None if then.remaining > 0 else due_on is not None and due_on <= begun


@given(days, limits)
def test_without_stops_it_is_the_plain_deadline(start, due):
    assert YEARS.due_with_stops(start, due, [], start) == YEARS.after(start, due)
