"""Attendance that pay was computed from: locked, reversed with a reason, never edited."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from flows.acceptance.figures.people import people
from flows.demo.actors import whose
from flows.engine import gate
from flows.engine.findings import NotYours, Refused
from flows.engine.unit import work
from flows.labour.models import Attendance, Engagement
from flows.payroll import figures
from flows.payroll.actions import reverse_attendance
from flows.payroll.actions.upload import judged
from tests.dossier import refused
from tests.payroll import sheetwork as made
from tests.payroll.june import SHEET, compile_june, three
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
THIRD, FOURTH = dt.date(2025, 6, 3), dt.date(2025, 6, 4)
HALF, WHOLE, NONE = Decimal("0.5"), Decimal(1), Decimal(0)


@remembered
def checked():
    """June of three people, whole days on the 3rd and 4th, checked by the foreman."""
    site = three()
    compile_june(site)
    site.move_on("2025-06", "CHECKED")
    return site


@remembered
def returned():
    """The same sent back to the labour officer."""
    site = checked()
    batch = site.batch("2025-06")
    gate.perform(batch, "confirm_return", by=whose(batch), opinion="核对考勤")
    return site


def person(name="张三"):
    return Engagement.objects.get(worker__name=name)


def stands(name="张三"):
    return {
        (mark.day.day, str(mark.portion)) for mark in person(name).attendances.filter(live=True)
    }


def correct(site, day=THIRD, portion=HALF, reason="上午因雨停工", by=None, name="张三"):
    reverse_attendance(person(name), day=day, portion=portion, reason=reason, by=by or site.officer)


def sums():
    """All rows and the live ones come to the same."""
    every = sum(mark.portion for mark in Attendance.objects.all())
    assert every == sum(mark.portion for mark in Attendance.objects.filter(live=True))
    return every


def marked(*, days=(1, 1), **other):
    names = {"张三": 1, "李四": 2, "王五": 3}
    return made.attendance(
        [(name, number, ["", "", *other.get(name, days)]) for name, number in names.items()]
    )


def test_the_check_locks_the_month_once():
    site = checked()
    assert Attendance.objects.filter(live=True, locked=True).count() == 6
    entries = site.project.chain.entries.filter(move="lock")
    assert [entry.payload for entry in entries] == [{"rows": 6}]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE flows_attendance SET portion = 0.5",
        "UPDATE flows_attendance SET day = day + 1",
        "UPDATE flows_attendance SET reason = 'x'",
        "UPDATE flows_attendance SET locked = false",
        "UPDATE flows_attendance SET engagement_id = engagement_id",
        "DELETE FROM flows_attendance",
    ],
)
def test_the_database_keeps_locked_rows(sql):
    site = checked()
    with work(site.project.chain, None), connection.cursor() as cursor:
        if sql.endswith("engagement_id = engagement_id"):
            cursor.execute(sql)  # nothing changes: nothing to refuse
            return
        with pytest.raises(ProgrammingError, match="never"), transaction.atomic():
            cursor.execute(sql)


def test_only_a_unit_takes_live_away_and_nothing_gives_it_back():
    site = returned()
    take = "UPDATE flows_attendance SET live = false WHERE day = '2025-06-03'"
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('ygdz.unit', '', true)")
        with pytest.raises(ProgrammingError, match="door"), transaction.atomic():
            cursor.execute(take)
    correct(site)
    with work(site.project.chain, None), connection.cursor() as cursor:
        for change in ("live = true", "reason = 'x'", "portion = -1"):
            with pytest.raises(ProgrammingError, match="never edited"), transaction.atomic():
                cursor.execute(f"UPDATE flows_attendance SET {change} WHERE NOT live")


def test_a_correction_is_a_reversal_with_reason():
    site = returned()
    correct(site)
    rows = list(person().attendances.filter(day=THIRD).order_by("id"))
    assert [(row.portion, row.live) for row in rows] == [(1, False), (-1, False), (HALF, True)]
    assert rows[1].reverses == rows[0] and rows[1].reason == "上午因雨停工"
    assert {rows[1].by, rows[2].by} == {site.officer} and rows[2].reason == "上午因雨停工"
    assert sums() == Decimal("5.5")
    entry = site.project.chain.entries.get(move="reverse_attendance")
    assert entry.payload == {
        "engagement": person().pk, "day": "2025-06-03", "from": "1.0", "to": "0.5",
    }  # fmt: skip
    correct(site, portion=NONE, reason="当天未到岗")
    assert stands() == {(4, "1.0")} and sums() == 5
    correct(site, portion=WHOLE, reason="核对照片，当天在岗")
    assert stands() == {(3, "1.0"), (4, "1.0")} and sums() == 6


def test_what_may_not_be_corrected_changes_nothing():
    site = returned()
    caught = refused(Refused, correct, site, reason=" ", portion=WHOLE)
    codes = [finding.code for finding in caught.value.findings]
    assert codes == ["REASON_MISSING", "ATTENDANCE_SAME"]
    caught = refused(Refused, correct, site, day=dt.date(2026, 1, 1), portion=Decimal(2))
    assert {finding.code for finding in caught.value.findings} == {"DAY_FUTURE", "PORTION_WRONG"}
    refused(NotYours, correct, site, by=site.person("contractor.foreman"))


def test_a_month_under_way_names_the_way_out():
    caught = refused(Refused, correct, checked())
    assert [finding.code for finding in caught.value.findings] == ["ATTENDANCE_LOCKED"]
    assert "退回编制" in caught.value.findings[0].cure


def test_a_sheet_handed_in_again_reverses_what_is_locked():
    site = returned()
    again = marked(张三=(0.5, 1))
    assert site.hand_in(SHEET, again)["accepted"] == 1
    assert stands() == {(3, "0.5"), (4, "1.0")}
    gone = person().attendances.get(portion=-1)
    assert gone.reason == f"退回编制后重新交表：{SHEET}" and gone.reverses.locked
    assert sums() == Decimal("5.5")
    before = Attendance.objects.count()
    assert site.hand_in(SHEET, again)["accepted"] == 0
    assert Attendance.objects.count() == before


def test_an_unlocked_sheet_is_replaced_as_ever():
    site = three()
    compile_june(site)
    site.hand_in(SHEET, marked(张三=(0.5,)))
    assert person().attendances.count() == 1 and sums() == Decimal("4.5")


def test_a_corrected_day_beats_the_next_sheet_and_is_told():
    site = returned()
    correct(site, portion=NONE, reason="当天未到岗")
    result = site.hand_in("再交-2025-06.xlsx", marked())
    assert result["accepted"] == 0 and stands() == {(4, "1.0")}
    told = {finding.code: finding for finding in judged(site.project, ["2025-06"])}
    assert told["ROLLCALL"].level == "review" and "张三" in told["ROLLCALL"].message


def test_reversed_days_count_nowhere():
    site = returned()
    for day in (THIRD, FOURTH):
        correct(site, day=day, portion=NONE, reason="冒名")
    assert figures.standing(site.batch("2025-06")).marks == 4
    found = {line.worker.name: line for line in figures.pay_of(site.project).lines}
    assert found["张三"].attended == 0 and found["张三"].last_day is None
    assert people(site.project, dt.date(2025, 6, 30)).present == 2


def test_the_pages_show_and_make_a_correction(client):
    site = returned()
    client.force_login(site.officer)
    place = reverse("attendance-correct", args=[site.project.code, "2025-06-03", person().pk])
    assert "更正理由" in client.get(place).content.decode()
    assert client.post(place, {"portion": "0.5"}).status_code == 422
    answer = client.post(place, {"portion": "0.5", "reason": "上午因雨停工"}, follow=True)
    text = answer.content.decode()
    assert "已更正 张三" in text and "<s>" in text and "上午因雨停工" in text
    grid = client.get(reverse("attendance", args=[site.project.code]), {"month": "2025-06"})
    assert "已锁定，退回更正中" in grid.content.decode() and 'corrected"' in grid.content.decode()
    client.force_login(site.person("contractor.foreman"))
    assert client.post(place, {"portion": "1", "reason": "x"}).status_code == 403


def test_the_month_costs_the_same_for_more_people(client):
    site = checked()
    client.force_login(site.officer)
    page = reverse("attendance", args=[site.project.code]) + "?month=2025-06"
    counts = []
    for names in (["张三"], ["李四", "王五"]):
        with CaptureQueriesContext(connection) as found:
            asked = f"{page}&q={names[0]}" if len(names) == 1 else page
            text = client.get(asked).content.decode()
        assert all(name in text for name in names)
        counts.append(len(found))
    assert counts[0] == counts[1]
