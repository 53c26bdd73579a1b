"""补正: one list, once, a deadline; the clock stops; a second list by leave; an end by a person."""

import datetime as dt

import pytest

from flows.demo.actors import agree, fresh, whose
from flows.desk.limits import clock_of
from flows.desk.models import Stop, Task
from flows.engine import clock, gate
from flows.engine.deadlines import Calendar
from flows.engine.findings import NotYours, Refused
from tests.dossier import ELEMENTS, case_of, codes, holding
from tests.semantics.hands import again, last_entry, refused, seat, states

UNTIL = dt.date(2025, 1, 17)


def day(project, number):
    """It is the ``number``-th of January 2025 in the project."""
    clock.simulate(project.chain, clock.at(dt.date(2025, 1, number)))
    project.chain.refresh_from_db()


def ask(case, items="一、补概算表；二、补占地说明", until=UNTIL):
    case = fresh(case)
    by = again(holding(case.project, "drc.clerk"))
    gate.perform(case, "ask_supplement", by=by, opinion="请补正", items=items, until=until)
    return fresh(case)


def test_one_list_with_its_deadline_goes_to_the_owner(project):
    case = ask(case_of(project, "SUBMITTED"))
    assert (case.state, case.supplement_until, case.supplement_lists) == ("SUPPLEMENTING", UNTIL, 1)
    owner = seat(case, "owner.lead")
    assert (owner.state, owner.due_on) == ("open", UNTIL)
    assert last_entry(case).payload["items"] == "一、补概算表；二、补占地说明"
    gate.fill(case, by=again(owner.holder), elements=ELEMENTS)
    agree(case)
    assert fresh(case).state == "SUBMITTED"


@pytest.mark.parametrize("given, code", [
    ({"items": "", "until": UNTIL}, "INPUT_MISSING"),
    ({"items": "补", "until": ""}, "INPUT_MISSING"),
    ({"items": "补", "until": "下周"}, "INPUT_INVALID"),
    ({"items": "补", "until": dt.date(2025, 1, 6)}, "INPUT_TOO_EARLY"),
])  # fmt: skip
def test_the_list_and_a_day_in_the_future_are_wanted(project, given, code):
    case = case_of(project, "SUBMITTED")
    by = again(whose(case))
    caught = refused(Refused, gate.perform, case, "ask_supplement", by=by, opinion="补", **given)
    assert codes(caught) == [code]


def test_the_clock_of_who_asked_stops_meanwhile(project):
    """Received on the 6th, due on the 13th. Asked on the 7th, answered on the 10th: the 8th, 9th
    and 10th do not count, so the last day is the 16th, and one day of five is used."""
    case = case_of(project, "SUBMITTED")
    assert seat(case, "drc.clerk").due_on == dt.date(2025, 1, 13)
    day(project, 7)
    case = ask(case)
    assert Stop.objects.get(ended_on=None).kind == "supplement"
    day(project, 10)
    agree(case)
    case = fresh(case)
    clerk = seat(case, "drc.clerk")
    assert clerk.due_on == dt.date(2025, 1, 16) and not Stop.objects.filter(ended_on=None).exists()
    assert Task.objects.get(pk=clerk.task_id).counted_from == dt.date(2025, 1, 6)
    shown = clock_of([clerk], clerk.task.flow_task, dt.date(2025, 1, 10), Calendar.load())
    assert (shown.used, shown.stopped, shown.remaining) == (1, 3, 4)


def test_what_the_list_says_is_kept_without_private_numbers(project):
    case = ask(case_of(project, "SUBMITTED"), items="补 11010519491231002X 的证明")
    assert "11010519491231002X" not in str(last_entry(case).payload)


# -- a second list ---------------------------------------------------------------------------


@pytest.fixture
def answered(project):
    case = ask(case_of(project, "SUBMITTED"))
    agree(case)
    return fresh(case)


def test_a_second_list_is_refused(project, answered):
    by = again(holding(project, "drc.clerk"))
    given = {"items": "再补一份", "until": UNTIL}
    caught = refused(
        Refused, gate.perform, answered, "ask_supplement", by=by, opinion="再补", **given
    )
    assert codes(caught) == ["SUPPLEMENT_ONCE"]
    assert "32" in caught.value.findings[0].basis and caught.value.findings[0].cure


def test_the_head_of_the_office_may_allow_one_more_with_a_reason(project, answered):
    chief = again(holding(project, "drc.chief"))
    caught = refused(Refused, gate.perform, answered, "allow_another_list", by=chief)
    assert codes(caught) == ["OPINION_MISSING"]
    before = states(answered)
    gate.perform(answered, "allow_another_list", by=chief, opinion="水务部门新提要求")
    assert states(fresh(answered)) == before  # it moves no seat
    assert (last_entry(answered).actor, last_entry(answered).opinion) == (chief, "水务部门新提要求")
    case = ask(answered, items="补取水论证")
    assert case.state == "SUPPLEMENTING" and case.supplement_lists == 2
    agree(case)
    by = again(holding(project, "drc.clerk"))
    given = {"items": "三补", "until": UNTIL}
    caught = refused(
        Refused, gate.perform, fresh(case), "ask_supplement", by=by, opinion="补", **given
    )
    assert codes(caught) == ["SUPPLEMENT_ONCE"]


def test_not_before_it_is_needed_and_not_by_others(project):
    case = case_of(project, "SUBMITTED")
    chief = again(holding(project, "drc.chief"))
    caught = refused(Refused, gate.perform, case, "allow_another_list", by=chief, opinion="先准")
    assert codes(caught) == ["SUPPLEMENT_NOT_NEEDED"]
    clerk = again(holding(project, "drc.clerk"))
    refused(NotYours, gate.perform, case, "allow_another_list", by=clerk, opinion="我准")


# -- unanswered ------------------------------------------------------------------------------


def test_unanswered_it_is_closed_by_a_person_and_only_after_the_day(project):
    case = ask(case_of(project, "SUBMITTED"))
    clerk = again(holding(project, "drc.clerk"))
    for number in (16, 17):
        day(project, number)
        caught = refused(
            Refused, gate.perform, fresh(case), "close_unanswered", by=clerk, opinion="逾期"
        )
        assert codes(caught) == ["SUPPLEMENT_IN_TIME"]
    day(project, 20)
    caught = refused(Refused, gate.perform, fresh(case), "close_unanswered", by=clerk)
    assert codes(caught) == ["OPINION_MISSING"]
    owner = again(holding(project, "owner.lead"))
    refused(NotYours, gate.perform, fresh(case), "close_unanswered", by=owner, opinion="逾期")
    gate.perform(fresh(case), "close_unanswered", by=clerk, opinion="逾期未补正")
    assert fresh(case).state == "NOT_RECEIVED"
    assert not Stop.objects.filter(ended_on=None).exists()


def test_time_alone_closes_nothing_and_late_is_still_answered(project):
    from flows.desk.watch import watch

    case = ask(case_of(project, "SUBMITTED"))
    day(project, 28)
    watch()
    assert fresh(case).state == "SUPPLEMENTING"
    agree(fresh(case))
    assert fresh(case).state == "SUBMITTED"
