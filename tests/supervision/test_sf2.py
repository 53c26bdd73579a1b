"""SF2: people at work without training or agreement."""

import datetime as dt

import pytest

from flows.demo.actors import agree, fresh
from flows.engine.unit import work
from flows.labour.models import Attendance, Engagement, HandIn, Worker
from flows.supervision.actions import sf2_check
from flows.supervision.figures import open_defects
from flows.supervision.models import Rectification

DAY = dt.date(2025, 6, 10)


@pytest.fixture
def project(build):
    return build()


@pytest.fixture
def attend(project):
    by = project.post("contractor.labour").holders[0]
    sheet = HandIn.objects.create(
        project=project,
        kind="attendance",
        month=DAY.replace(day=1),
        name="考勤表",
        sha256="0",
        rows=1,
        accepted=1,
        unchanged=0,
        by=by,
        at=project.created_at,
    )

    def person(name, *, trained=dt.date(2025, 6, 1), agreement="XY-1", day=DAY):
        worker = Worker.objects.create(
            name=name, id_index=name, id_cipher="x", id_last4="0000", birth_date=dt.date(1970, 1, 1)
        )
        found = Engagement.objects.create(
            project=project,
            worker=worker,
            category="务工人员",
            training_date=trained,
            agreement_number=agreement,
        )
        Attendance.objects.create(engagement=found, day=day, portion=1, hand_in=sheet)
        return found

    return person


def check(project):
    with work(project.chain, None) as unit:
        return sf2_check(unit, project)


def test_trained_on_the_first_day_is_in_time(project, attend):
    attend("王一", trained=DAY)
    assert check(project) is None and not Rectification.objects.exists()


def test_one_notice_for_all_naming_nobody(project, attend):
    attend("王一", trained=None)
    attend("赵二", trained=DAY + dt.timedelta(days=1))
    attend("钱三", agreement="")
    attend("孙四")
    assert check(project).severity == "A"
    assert check(project) is None
    notice = Rectification.objects.get()
    assert notice.code == "SF2" and notice.inspection is None and len(notice.subjects) == 3
    assert notice.defect.startswith("3 人") and "王一" not in notice.defect
    assert len(open_defects(project).defects) == 1


def test_newcomers_join_an_open_notice_and_open_a_new_one_after_it_is_closed(project, attend):
    attend("王一", trained=None)
    check(project)
    attend("赵二", trained=None)
    assert check(project).defect.startswith("2 人")
    notice = Rectification.objects.get()
    agree(notice)
    agree(notice, report="已停止上岗并补训")
    assert open_defects(project).defects
    agree(notice)
    assert fresh(notice).state == "CLOSED" and not open_defects(project).defects
    assert check(project) is None
    attend("钱三", trained=None)
    assert check(project).number == 2
