"""Who may be on duty, and how people join a roster while the work goes on."""

import datetime as dt

import pytest

from flows.demo.actors import agree, whose
from flows.engine import gate
from flows.engine.findings import NotYours, Refused
from flows.labour.models import Engagement, Roster
from flows.labour.rules.joining import Known, missing
from tests.dossier import everything, holding, refused
from tests.payroll import sheetwork as made
from tests.payroll.june import three

DAY = dt.date(2025, 6, 3)
FIT = {
    "trade": "钢筋工", "agreement_number": "XY-1", "training_date": DAY, "entry_date": DAY,
}  # fmt: skip
ASKED = Known(frozenset({"钢筋工"}), {"钢筋工": "会绑扎"}, {7: DAY}, {7: DAY})


@pytest.mark.parametrize(("facts", "known", "expected"), [
    ({}, Known(), []),
    ({"agreement_number": ""}, Known(), ["AGREEMENT_MISSING"]),
    ({"agreement_from": DAY, "agreement_until": DAY}, Known(), []),
    ({"agreement_from": DAY + dt.timedelta(1)}, Known(), ["AGREEMENT_LATER"]),
    ({"agreement_until": DAY - dt.timedelta(1)}, Known(), ["AGREEMENT_OVER"]),
    ({"training_date": None}, Known(), ["TRAINING_MISSING"]),
    ({"training_date": DAY + dt.timedelta(1)}, Known(), ["TRAINING_LATER"]),
    ({"entry_date": None}, Known(), ["ENTRY_MISSING"]),
    ({}, Known(ASKED.key, ASKED.skilled), ["BRIEFING_MISSING", "SKILL_MISSING"]),
    ({"skill_level": "高级"}, Known(skilled=ASKED.skilled), []),
    ({"trade": "普工"}, Known(ASKED.key, ASKED.skilled), []),
    ({}, ASKED, []),
    ({}, Known(ASKED.key, briefed={7: DAY + dt.timedelta(1)}), ["BRIEFING_MISSING"]),
])  # fmt: skip
def test_what_is_lacking(facts, known, expected):
    found = missing(Engagement(pk=7, **FIT | facts), known, DAY)
    assert [finding.code for finding in found] == expected
    assert all(finding.basis and finding.cure for finding in found)


def states():
    return dict(Engagement.objects.values_list("worker__name", "state"))


def supplement(site):
    gate.perform(Roster.objects.get(), "supplement", by=site.officer)


LATER = made.person(4, "赵六", 进场日期="2025-06-10")


@pytest.mark.django_db
def test_people_join_while_the_others_work():
    site = three()
    two = made.roster(LATER, made.person(1, "张三", 培训成绩=""))  # an empty cell says nothing
    assert [e["code"] for e in site.hand_in("增补.xlsx", two)["errors"]] == ["ROSTER_AFTER_START"]
    refused(NotYours, gate.perform, Roster.objects.get(), "supplement",
            by=holding(site.project, "owner.lead"))  # fmt: skip
    supplement(site)
    before = everything()
    wrong = site.hand_in("增补.xlsx", made.roster(LATER, made.person(1, "张三", 工种="木工")))
    assert [(e["code"], e["column"]) for e in wrong["errors"]] == [("PERSON_VERIFIED", "工种")]
    assert "清空此格" in wrong["errors"][0]["message"] and everything() == before
    done = site.hand_in("增补.xlsx", two)
    assert (done["accepted"], done["unchanged"], done["errors"]) == (1, 1, [])
    roster = Roster.objects.get()
    assert roster.state == "TOWN_REVIEW"
    site.go_to(dt.date(2025, 6, 30))
    days = [("张三", 1, ["", "", 1]), ("赵六", 4, ["", "", "", "", "", "", "", "", "", 1])]
    assert site.hand_in("考勤表-2025-06.xlsx", made.attendance(days))["accepted"] == 2
    assert states() == dict.fromkeys(["张三", "李四", "王五"], "ON_DUTY") | {"赵六": "REGISTERED"}
    agree(roster)
    assert set(states().values()) == {"ON_DUTY"} and Roster.objects.get().state == "VERIFIED"
    before = everything()
    assert site.hand_in("增补.xlsx", two)["accepted"] == 0 and everything() == before


@pytest.mark.django_db
def test_a_supplement_is_sent_back_corrected_and_dropped():
    site = three()
    supplement(site)
    site.hand_in("增补.xlsx", made.roster(LATER, made.person(5, "孙七")))
    roster = Roster.objects.get()
    gate.perform(roster, "send_back", by=whose(roster), opinion="孙七不在本村")
    caught = refused(
        Refused, gate.perform, Roster.objects.get(), "drop_supplement", by=site.officer
    )
    assert [f.code for f in caught.value.findings] == ["PEOPLE_WAITING"]
    site.hand_in("增补二.xlsx", made.roster(LATER))
    assert set(states()) == {"张三", "李四", "王五", "赵六"}
    agree(Roster.objects.get())
    assert states()["赵六"] == "TRAINED"  # 进场日期 has not come
    supplement(site)
    gate.perform(Roster.objects.get(), "drop_supplement", by=site.officer)
    assert Roster.objects.get().state == "VERIFIED"


@pytest.mark.django_db
def test_who_has_records_is_not_dropped_and_an_unstarted_project_adds_nobody():
    site = three()
    supplement(site)
    site.hand_in("增补.xlsx", made.roster(LATER))
    site.hand_in("考勤表-2025-06.xlsx", made.attendance([("赵六", 4, ["", "", 1])]))
    roster = Roster.objects.get()
    gate.perform(roster, "send_back", by=whose(roster), opinion="核对")
    before = everything()
    errors = site.hand_in("增补二.xlsx", made.roster(made.person(5, "孙七")))["errors"]
    assert [e["code"] for e in errors] == ["PERSON_HAS_RECORDS"] and everything() == before
