"""People through the roster's door: verified together, on duty by facts and clock, never without."""

import pytest
from django.db import IntegrityError, transaction

from flows.demo.actors import agree
from flows.engine.findings import Refused
from flows.engine.unit import work
from flows.labour import actions as labour
from flows.labour.models import Engagement, Roster
from tests.payroll import sheetwork as made
from tests.payroll.worksite import Site

pytestmark = pytest.mark.django_db

PEOPLE = (
    made.person(1, "张三"),
    made.person(2, "李四", 安全培训日期="", 培训成绩=""),
    made.person(3, "王五", 协议编号=""),
    made.person(4, "赵六", 进场日期="2025-07-01"),
    made.person(5, "孙七", 安全培训日期="2025-06-10"),
    made.person(6, "周八", 人员类别="管理人员"),
)


@pytest.fixture
def ready() -> Site:
    site = Site("miyun-road")
    site.roster = made.roster(*PEOPLE)
    return site


def states():
    return {person.worker.name: person.state for person in Engagement.objects.all()}


def catch_up(site):
    with work(site.project.chain, None) as unit:
        return dict(labour.catch_up(unit, site.project))


def test_handing_in_moves_the_roster_to_the_township(ready):
    assert catch_up(ready) == {}
    ready.hand_in("用工名册.xlsx")
    roster = Roster.objects.get()
    assert roster.state == "TOWN_REVIEW" and set(states().values()) == {"REGISTERED"}
    agree(roster)
    assert states() == {
        "张三": "TRAINED",
        "李四": "CONTRACTED",
        "王五": "VERIFIED",
        "赵六": "TRAINED",
        "孙七": "CONTRACTED",
        "周八": "TRAINED",
    }


def test_the_clock_brings_plans_about(ready):
    site = ready.start()
    assert states()["张三"] == "ON_DUTY" and states()["赵六"] == "TRAINED"
    site.go_to(site.day("start_date").replace(month=7, day=1))
    assert catch_up(site) == {"完成安全培训": 1, "上岗": 2}
    assert catch_up(site) == {}
    site.go_to(site.day("end_date").replace(day=29))
    assert catch_up(site) == {}
    site.go_to(site.day("end_date").replace(day=30))
    assert catch_up(site) == {"离场": 6}
    entries = site.project.chain.entries.filter(kind="labour")
    assert entries.last().payload == {"离场": 6}
    assert not any(name in str(entry.payload) for entry in entries for name in states())


def test_nobody_is_on_duty_without_training_and_agreement(ready):
    site = ready.start()
    assert states()["李四"] == "CONTRACTED" and states()["王五"] == "VERIFIED"
    sheet = made.attendance([("李四", 2, ["", "", 1]), ("王五", 3, ["", "", 1])])
    assert site.hand_in("考勤表-2025-06.xlsx", sheet)["accepted"] == 2
    assert states()["李四"] == "CONTRACTED" and states()["王五"] == "VERIFIED"
    with pytest.raises(IntegrityError), transaction.atomic(), work(site.project.chain, None):
        Engagement.objects.filter(worker__name="李四").update(state="ON_DUTY")


def test_no_start_without_a_verified_roster_and_training(ready):
    class Readiness:
        project, project_id, chain = ready.project, ready.key, ready.project.chain

    def refused():
        with pytest.raises(Refused) as found, work(ready.project.chain, None) as unit:
            labour.require_roster(unit, Readiness)
        return [finding.code for finding in found.value.findings]

    assert refused() == ["ROSTER_NOT_VERIFIED"]
    ready.roster = made.roster(made.person(2, "李四", 安全培训日期="2025-06-02"))
    ready.hand_in("用工名册.xlsx")
    assert refused() == ["ROSTER_NOT_VERIFIED"]
    agree(Roster.objects.get())
    assert refused() == ["NOBODY_TRAINED"]
    ready.go_to(ready.day("start_date").replace(day=2))
    with work(ready.project.chain, None) as unit:
        labour.require_roster(unit, Readiness)


def test_local_by_parameter_and_managers_never_counted(ready):
    ready.roster = made.roster(
        made.person(1, "张三"),
        made.person(2, "李四", 户籍村="邻村"),
        made.person(3, "王五", 户籍乡镇="外镇"),
        made.person(6, "周八", 人员类别="管理人员"),
    )
    ready.hand_in("用工名册.xlsx")
    found = Engagement.objects.values_list("worker__name", "scope", "is_local", "counts_as_relief")
    assert set(found) == {
        ("张三", "本村", True, True),
        ("李四", "本乡镇", True, True),
        ("王五", "其他", False, True),
        ("周八", "本村", True, False),
    }
