"""点名: counted on site with place, time and photo; once however often it is sent; it beats a sheet."""

import datetime as dt
import io
import uuid
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from flows.documents.filetypes import BadFile
from flows.documents.models import Attachment
from flows.engine.findings import NotYours, Refused
from flows.engine.models import Parameter
from flows.labour.actions import Roll
from flows.labour.models import Attendance, Engagement, RollCall
from flows.payroll.actions import call_roll
from flows.payroll.actions.upload import judged, rehearse
from flows.sheets.shelf import Waiting
from tests.dossier import everything, refused
from tests.labour.test_attendance import checked, marked, person, stands, sums
from tests.payroll.june import SHEET, compile_june, three

pytestmark = pytest.mark.django_db
FIFTH = dt.date(2025, 6, 5)
WHOLE, HALF, NONE = Decimal(1), Decimal("0.5"), Decimal(0)


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(out, "JPEG")
    return out.getvalue()


def on_the_fifth():
    site = three()
    site.go_to(FIFTH, 8)
    return site


def roll(day=FIFTH, **more):
    said = {"张三": WHOLE, "李四": HALF, "王五": NONE} | more.pop("portions", {})
    portions = {person(name).pk: portion for name, portion in said.items()}
    facts = {
        "token": uuid.uuid4(), "counted": 2, "place": "一标段", "photos": (("现场.jpg", photo()),),
    }  # fmt: skip
    return Roll(day=day, portions=portions, **facts | more)


def call(site, made=None, by="contractor.foreman"):
    return call_roll(site.project, made or roll(), by=site.person(by))


def codes(caught):
    return [finding.code for finding in caught.value.findings]


def test_a_roll_call_is_attendance_with_place_time_and_photo():
    site = on_the_fifth()
    made = call(site)
    assert (made.place, made.counted, made.absent) == ("一标段", 2, [person("王五").pk])
    assert made.at.date() == FIFTH and made.by == site.person("contractor.foreman")
    assert stands("张三") == {(5, "1.0")} and stands("李四") == {(5, "0.5")} and not stands("王五")
    kept = Attachment.objects.get(paper="RollCall", paper_id=made.pk)
    assert kept.kind == "点名照片" and kept.project == site.project
    entry = site.project.chain.entries.get(move="call_roll")
    assert entry.payload == {
        "day": "2025-06-05", "present": 2, "absent": 1, "counted": 2, "photos": 1,
    }  # fmt: skip


def test_sent_twice_over_a_bad_network_it_is_one():
    site, made = on_the_fifth(), roll()
    first = call(site, made)
    before = everything()
    assert call(site, made) == first and everything() == before


def test_the_later_one_of_a_day_stands():
    site = on_the_fifth()
    call(site)
    call(site, roll(portions={"张三": NONE, "王五": WHOLE}), by="contractor.labour")
    assert not stands("张三") and stands("王五") == {(5, "1.0")} and sums() == Decimal("1.5")
    assert RollCall.objects.count() == 2


def test_what_is_refused_changes_nothing():
    site = on_the_fifth()
    refused(NotYours, call, site, by="owner.site")
    assert codes(refused(Refused, call, site, roll(FIFTH + dt.timedelta(1)))) == ["DAY_FUTURE"]
    assert codes(refused(Refused, call, site, roll(place=" "))) == ["PLACE_MISSING"]
    assert codes(refused(Refused, call, site, roll(photos=roll().photos * 4))) == ["PHOTOS_WRONG"]
    odd = roll(portions={"张三": Decimal("0.7")})
    assert codes(refused(Refused, call, site, odd)) == ["PORTION_WRONG"]
    empty = Roll(FIFTH, uuid.uuid4(), {}, 0, "一标段")
    assert codes(refused(Refused, call, site, empty)) == ["ROLLCALL_EMPTY"]
    refused(BadFile, call, site, roll(photos=(("名单.pdf", b"%PDF-1.4 x %%EOF"),)))
    Engagement.objects.filter(pk=person().pk).update(exit_date=dt.date(2025, 6, 3))
    assert codes(refused(Refused, call, site)) == ["NOT_ON_ROSTER"]


def test_two_days_back_with_a_note_and_no_further():
    site = on_the_fifth()
    third, second = dt.date(2025, 6, 3), dt.date(2025, 6, 2)
    assert codes(refused(Refused, call, site, roll(third))) == ["ROLLCALL_NOTE"]
    assert call(site, roll(third, note="当天没有信号")).note == "当天没有信号"
    assert codes(refused(Refused, call, site, roll(second, note="忘了"))) == ["ROLLCALL_LATE"]


def test_photos_are_asked_for_and_required_where_the_district_says_so():
    site = on_the_fifth()
    call(site, roll(photos=()))
    Parameter.objects.filter(key="rollcall.photos.min").update(strength="block")
    assert codes(refused(Refused, call, site, roll(photos=()))) == ["PHOTOS_WRONG"]


def test_not_once_the_month_is_checked():
    site = checked()
    day = site.project.chain.simulated_at.date()
    assert codes(refused(Refused, call, site, roll(day))) == ["ATTENDANCE_LOCKED"]


def test_a_sheet_that_says_the_same_changes_nothing_and_another_does_not_beat_it():
    site = on_the_fifth()
    call(site)
    same = marked(张三=("", "", 1), 李四=("", "", 0.5), 王五=("",))
    result = site.hand_in(SHEET, same)
    assert (result["accepted"], result["unchanged"]) == (0, 3)
    assert {mark.hand_in for mark in Attendance.objects.all()} == {None}
    other = marked(张三=(1, "", 0.5), 李四=("", "", 0.5), 王五=(1, "", 1))
    [(_, done)], _ = rehearse(site.project, [Waiting(SHEET, other)], by=site.officer)
    told = [
        (each.person, each.column, each.said, each.known, each.gap) for each in done.differs.cells
    ]
    assert told == [
        ("张三", "6月5日（点名）", "0.5", "1", "-0.5"), ("王五", "6月5日（点名）", "1", "0", "+1"),
    ]  # fmt: skip
    assert site.hand_in(SHEET, other)["accepted"] == 2
    assert stands("张三") == {(3, "1.0"), (5, "1.0")} and stands("王五") == {(3, "1.0")}
    before = everything()
    assert site.hand_in(SHEET, other)["accepted"] == 0 and everything() == before


def test_the_month_keeps_the_finding_until_the_sheet_agrees():
    site = on_the_fifth()
    call(site)
    compile_june(site)  # says: everybody on the 3rd and 4th, nobody on the 5th
    found = {finding.code: finding for finding in judged(site.project, ["2025-06"])}
    assert found["ROLLCALL"].rows == 2 and found["ROLLCALL"].level == "review"
    assert "张三 2025-06-05 考勤表 0、现场 1.0" in found["ROLLCALL"].message
    site.hand_in(SHEET, marked(张三=(1, 1, 1), 李四=(1, 1, 0.5)))
    assert "ROLLCALL" not in {finding.code for finding in judged(site.project, ["2025-06"])}


def test_a_sheet_first_then_counted_on_site():
    site = three()
    site.hand_in(SHEET, marked(days=(1, 1, 1)))
    site.go_to(dt.date(2025, 7, 1), 8)
    last = dt.date(2025, 6, 30)
    site.hand_in("考勤表-2025-06.xlsx", marked(days=(1, *[""] * 26, 1)))
    call(site, roll(last, note="月底补登", portions={"李四": WHOLE}))
    counted = Attendance.objects.filter(day=last, roll_call__isnull=False, live=True)
    assert counted.count() == 2 and (30, "1.0") not in stands("王五")


def posted(token=None, **more):
    said = {f"p-{person(name).pk}": "1" for name in ("张三", "李四", "王五")}
    facts = {"token": token or str(uuid.uuid4()), "place": "一标段", "counted": "3"}
    return said | facts | {"photos": SimpleUploadedFile("现场.jpg", photo(), "image/jpeg")} | more


def test_the_page_on_the_phone(client):
    site = on_the_fifth()
    client.force_login(site.person("contractor.foreman"))
    page = reverse("roll-call", args=[site.project.code, "2025-06-05"])
    text = client.get(page).content.decode()
    assert all(name in text for name in ("张三", "李四", "王五")) and text.count("全天") >= 3
    answer = client.post(page, posted(latitude="40.123456", longitude="116.654321"), follow=True)
    text = answer.content.decode()
    assert "已点名：在岗 3 人，缺勤 0 人" in text and "照片 1" in text and "40.123456" in text
    client.post(page, posted(counted="1", place="二标段"))
    answer = client.post(page, posted(place=""))
    assert answer.status_code == 422 and "请填写点名地点" in answer.content.decode()
    answer = client.post(page, posted(photos=SimpleUploadedFile("a.jpg", b"no", "image/jpeg")))
    assert answer.status_code == 422 and "没有记录" in answer.content.decode()
    assert RollCall.objects.count() == 2
    client.force_login(site.person("owner.site"))
    assert "提交点名" not in client.get(page).content.decode()
    assert client.post(page, posted()).status_code == 403
    assert client.get(page.replace("2025-06-05", "nonsense")).status_code == 404


def test_a_worse_count_and_a_missing_photo_are_said(client):
    site = on_the_fifth()
    client.force_login(site.officer)
    page = reverse("roll-call", args=[site.project.code, "2025-06-05"])
    text = client.post(page, posted(counted="2", photos=""), follow=True).content.decode()
    assert "清点 2 人，点到 3 人，不一致" in text and "点名照片不足 1 张" in text


def test_the_page_costs_the_same_for_more_people(client):
    site = on_the_fifth()
    client.force_login(site.officer)
    page = reverse("roll-call", args=[site.project.code, "2025-06-05"])
    counts = []
    for made in (roll(portions={"李四": NONE}), roll()):
        call(site, made)
        with CaptureQueriesContext(connection) as found:
            client.get(page)
        counts.append(len(found))
    assert counts[0] == counts[1]
