"""Rectification: photos before and after, and lateness that is told upwards, each level once."""

import datetime as dt
import io

import pytest
from PIL import Image

from flows.demo.actors import agree, fresh, photograph, whose
from flows.documents.filetypes import BadFile
from flows.engine import clock, gate
from flows.engine.findings import NotYours, Refused
from flows.engine.unit import work
from flows.supervision.actions import add_photos, escalate_late, open_rectification
from flows.supervision.models import Escalation, Rectification, SitePhoto
from flows.supervision.tasks import escalate
from notifications.models import Message
from tests.dossier import everything, holding, refused
from tests.remembered import remembered
from tests.supervision.conftest import under_construction

pytestmark = pytest.mark.django_db


@remembered
def noticed(code="SF4"):
    """A notice that the contractor has signed for; its deadline is 2025-06-27."""
    project = under_construction()
    with work(project.chain, None) as unit:
        notice = open_rectification(unit, project, code=code, severity="B", defect="无护栏")
    agree(notice)
    return fresh(notice)


@pytest.fixture
def notice(db):
    return noticed()


def on(notice, day):
    clock.simulate(fresh(notice).chain, clock.at(day))


def told(notice):
    return [
        (each.recipient.posts[0].code, each.kind)
        for each in Message.objects.filter(
            url=f"/papers/Rectification/{notice.pk}/", kind="escalation"
        ).order_by("id")
    ]


def test_a_report_without_photos_is_refused_naming_which(notice):
    caught = refused(Refused, agree, notice, report="已装护栏")
    assert [each.code for each in caught.value.findings] == ["PHOTOS_MISSING"] * 2
    assert "整改前照片" in str(caught.value) and "整改后照片" in str(caught.value)
    photograph(notice, "BEFORE")
    caught = refused(Refused, agree, notice, report="已装护栏")
    assert ["整改后" in each.message for each in caught.value.findings] == [True]
    photograph(notice, "AFTER")
    agree(notice, report="已装护栏")
    assert fresh(notice).state == "SUBMITTED"


def test_where_no_photo_can_show_it_none_is_asked(db):
    notice = noticed("W4")
    agree(notice, report="已补发")
    assert fresh(notice).state == "SUBMITTED"


def test_photos_are_kept_once_by_whoever_puts_right_and_never_afterwards(notice):
    by = whose(notice)
    photograph(notice)
    photograph(notice)
    assert SitePhoto.objects.filter(rectification=notice).count() == 2
    bad = {"moment": "AFTER", "photos": [("a.jpg", b"no picture")]}
    refused(BadFile, add_photos, notice, by=by, **bad)
    refused(Refused, add_photos, notice, by=by, moment="SITE", photos=[("a.jpg", b"x")])
    refused(Refused, add_photos, notice, by=by, moment="AFTER", photos=[])
    chief = holding(notice.project, "supervisor.chief")
    refused(NotYours, add_photos, notice, by=chief, moment="AFTER", photos=[])
    agree(notice, report="已装护栏")
    refused(NotYours, add_photos, notice, by=by, moment="AFTER", photos=[])


def test_after_a_refusal_the_work_is_photographed_anew(notice):
    photograph(notice)
    agree(notice, report="已装护栏")
    on(notice, dt.date(2025, 6, 22))
    gate.perform(notice, "reopen", by=whose(notice), opinion="仍有缺口")
    refused(Refused, agree, notice, report="补了")
    assert [each.moment for each in SitePhoto.objects.order_by("id")] == ["BEFORE", "AFTER"]


def test_lateness_goes_up_one_level_at_a_time_and_each_is_told_once(notice):
    assert notice.deadline == dt.date(2025, 6, 27)
    on(notice, notice.deadline)
    assert escalate_late() == 0
    steps = [(28, 1), (30, 0)]
    for day, number in steps:
        on(notice, dt.date(2025, 6, day))
        assert escalate() == number
        before = everything()
        assert escalate() == 0 and everything() == before
    on(notice, dt.date(2025, 7, 1))
    assert escalate() == 1 and escalate() == 0
    on(notice, dt.date(2025, 7, 20))
    assert escalate() == 1 and escalate() == 0
    on(notice, dt.date(2025, 8, 20))
    assert escalate() == 0
    rows = Escalation.objects.filter(rectification=notice)
    assert [(each.level, each.reason) for each in rows] == [(1, "LATE"), (2, "LATE"), (3, "LATE")]
    assert [code for code, _ in told(notice)] == [
        "owner.lead", "sector.reviewer", "gov.leader",
    ]  # fmt: skip
    trail = fresh(notice).chain.entries.filter(move="escalate")
    assert [each.payload["level"] for each in trail.order_by("sequence")] == [1, 2, 3]


def test_what_is_submitted_waits_for_the_rechecker_and_what_is_closed_for_nobody(notice):
    photograph(notice)
    agree(notice, report="已装护栏")
    on(notice, dt.date(2025, 7, 20))
    assert escalate() == 0
    agree(notice)
    assert escalate() == 0 and not Escalation.objects.exists()


def test_refused_twice_it_is_told_at_once_and_each_time_after(notice):
    for day, level in ((21, 0), (22, 1), (23, 2)):
        photograph(fresh(notice))
        on(notice, dt.date(2025, 6, day))
        photograph_again(notice, day)
        agree(notice, report="已改")
        gate.perform(fresh(notice), "reopen", by=whose(notice), opinion="仍不合格")
        assert fresh(notice).escalated == level
    assert told(notice) == [("owner.lead", "escalation"), ("sector.reviewer", "escalation")]
    assert {each.reason for each in Escalation.objects.all()} == {"REOPENED"}


def photograph_again(notice, day):
    """Another picture: the same file is one photo however often it is sent."""
    made = io.BytesIO()
    Image.new("RGB", (64, 48), (day * 5, 0, 0)).save(made, "JPEG")
    found = Rectification.objects.select_related("project__chain").get(pk=notice.pk)
    add_photos(found, by=whose(found), moment="AFTER", photos=[("后.jpg", made.getvalue())])
