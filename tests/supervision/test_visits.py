"""V1: a sample drawn once, everybody asked, a denial opens a rectification and raises F10."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.demo.actors import agree, fresh, whose
from flows.engine import clock, gate
from flows.engine.findings import NotYours, Refused, Terms
from flows.engine.models import Parameter
from flows.labour.actions import reveal
from flows.payroll.actions.flags import flags
from flows.supervision.actions import Answer, begin_visits, correct_visit, record_visit
from flows.supervision.figures.visits import drawn, sample_size, unvisited
from flows.supervision.models import Rectification, Visit, VisitRound
from flows.supervision.rules.visits import paid_months_visited
from tests.dossier import a_colleague, codes, everything, holding, refused
from tests.supervision.paid import (
    MISSED,
    NO,
    SHORT,
    YES,
    a_paid_month,
    a_person,
    a_round,
    ask,
    ask_all,
    asker,
    closed,
    hand_in,
)


@pytest.fixture
def batch(db):
    return a_paid_month()


@pytest.fixture
def made(db):
    return a_round()


# ── the draw ──


@settings(max_examples=20)
@given(st.lists(st.integers(1, 10**6), unique=True, max_size=40), st.text(max_size=8), st.randoms())
def test_the_draw_is_a_function_of_seed_and_people(keys, seed, random):
    shuffled = random.sample(keys, len(keys))
    assert drawn(seed, keys) == drawn(seed, shuffled) == drawn(seed, [*keys, *keys])
    assert sorted(drawn(seed, keys)) == sorted(keys)


def test_the_draw_is_what_an_auditor_recomputes():
    """printf '%s' 'seed|7' | sha256sum, for each, sorted."""
    assert drawn("seed", range(1, 6)) == [3, 5, 4, 2, 1]
    assert drawn("seed", range(30)) != drawn("other", range(30))


@pytest.mark.parametrize(
    ("frame", "size"), [(1, 1), (4, 4), (5, 5), (44, 5), (50, 5), (51, 6), (101, 11), (1000, 100)]
)
def test_at_least_five_and_a_tenth(frame, size):
    assert sample_size(frame, least=5, share=Decimal("0.10")) == size


@pytest.mark.parametrize("firm", [True, False])
def test_a_sample_is_drawn_once_from_a_recorded_seed(db, firm):
    batch = a_paid_month(firm=firm)
    made = begin_visits(batch, by=asker(batch.project))
    assert (made.frame, made.size, made.state) == (12, 5, "VISITING")
    people = {line.engagement_id: line.pk for line in batch.lines.all()}
    again = [people[key] for key in drawn(made.seed, people)][:5]
    assert list(made.visits.values_list("line_id", flat=True)) == again
    entry = batch.project.chain.entries.get(move="draw")
    assert entry.payload["seed"] == made.seed and entry.payload["frame"] == 12
    caught = refused(Refused, begin_visits, batch, by=asker(batch.project))
    assert codes(caught) == ["VISIT_DRAWN"]


def test_only_paid_relief_lines_are_drawn(db):
    batch = a_paid_month(4)
    a_person(batch, 20, "HELD")
    manager = a_person(batch, 21)
    manager.counts_as_relief = False
    manager.save()
    made = begin_visits(batch, by=asker(batch.project))
    assert (made.frame, made.size) == (4, 4)


@pytest.mark.parametrize("state", ["PAYING", "FILED", "DRAFT", "VOID"])
def test_no_sample_before_the_money_is_confirmed(db, state):
    batch = a_paid_month(state=state)
    caught = refused(Refused, begin_visits, batch, by=asker(batch.project))
    assert codes(caught) == ["VISIT_UNPAID"]


def test_only_the_supervising_side_draws(batch):
    for code in ("contractor.lead", "owner.lead", "township.ledger", "supervisor.chief"):
        refused(NotYours, begin_visits, batch, by=holding(batch.project, code))


def test_the_database_keeps_the_draw(made):
    for change in ({"seed": "0"}, {"size": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            VisitRound.objects.filter(pk=made.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        made.visits.first().delete()


# ── answers ──


def test_an_answer_is_kept_and_the_same_twice_changes_nothing(made):
    one = ask(made)
    assert (one.himself, one.amount, one.by) == (True, Decimal(1000), asker(made.project))
    before = everything()
    assert ask(made, position=one.position).pk == one.pk
    assert everything() == before
    caught = refused(Refused, ask, made, NO, position=one.position)
    assert codes(caught) == ["VISIT_ANSWERED"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.filter(pk=one.pk).update(amount=1)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer("PHONE", True), "VISIT_HIMSELF"),
        (Answer("PHONE", True, himself=True), "VISIT_AMOUNT"),
        (Answer("PHONE", True, himself=True, amount=Decimal(1), days=Decimal(32)), "VISIT_DAYS"),
    ],
)
def test_an_answer_must_say_enough(made, answer, code):
    assert codes(refused(Refused, ask, made, answer)) == [code]


def test_only_who_has_the_desk_records(made):
    one = made.visits.first()
    for code in ("contractor.lead", "township.ledger", "supervisor.chief"):
        refused(NotYours, record_visit, one, YES, by=holding(made.project, code))


def test_not_found_twice_is_replaced_by_the_next_of_the_order(made):
    one = made.visits.get(position=2)
    assert ask(made, MISSED, position=2).at is None
    assert codes(refused(Refused, ask, made, MISSED, position=2)) == ["VISIT_TRIED"]
    clock.simulate(made.project.chain, clock.at(dt.date(2025, 7, 23)))
    found = ask(made, MISSED, position=2)
    assert (found.reached, found.tries) == (False, 2) and found.at is not None
    people = {line.engagement_id: line.pk for line in made.batch.lines.all()}
    sixth = people[drawn(made.seed, people)[5]]
    assert made.visits.get(position=6).line_id == sixth and one.pk == found.pk
    assert made.project.chain.entries.filter(move="miss").last().payload["replaced_by"] == 6


def test_two_ways_on_one_day_are_two_tries_and_nobody_is_left_at_the_end(db):
    made = a_round(3)
    for each in list(made.visits.all()):
        ask(made, MISSED, position=each.position)
        ask(made, Answer("HOME", False), position=each.position)
    assert made.visits.count() == 3 and not made.visits.filter(at=None).exists()
    caught = refused(Refused, hand_in, made)
    assert codes(caught) == ["VISITS_NOBODY"]


# ── handing in ──


def test_a_clean_round_opens_nothing_and_is_reviewed_by_the_township(made):
    assert codes(refused(Refused, hand_in, made)) == ["VISITS_OPEN"]
    ask_all(made)
    made = hand_in(made)
    assert made.state == "REVIEWING" and not Rectification.objects.exists()
    assert whose(made) == holding(made.project, "township.ledger")
    agree(made)
    assert fresh(made).state == "DONE"
    assert "F10" not in {flag.code for flag in flags(made.project)}
    assert codes(refused(Refused, ask, made, NO, position=1)) == ["VISITS_CLOSED"]


@pytest.mark.parametrize("firm", [True, False])
def test_a_denial_opens_one_rectification_that_holds_payment_and_raises_f10(db, firm):
    made = a_round(firm=firm)
    ask_all(made, NO, SHORT, Answer("HOME", True, himself=True, amount=Decimal("999.50")))
    flag = next(flag for flag in flags(made.project) if flag.code == "F10")
    assert flag.level == "block" and len(flag.workers) == 1
    made = hand_in(made)
    notice = Rectification.objects.get()
    assert (notice.code, notice.severity, notice.measure) == ("V1", "A", "HOLD")
    assert "1 人否认" in notice.defect and "1 人说的到手金额少于" in notice.defect
    named = {v.line.engagement for v in made.visits.filter(position__lte=2)}
    assert set(notice.subjects) == {each.pk for each in named}
    assert not any(each.worker.name in notice.defect for each in named)
    gate.perform(made, "send_back", by=whose(made), opinion="再问一遍")
    hand_in(made)
    assert Rectification.objects.count() == 1


def test_a_second_denial_joins_while_open_and_opens_anew_when_closed(made):
    ask_all(made, NO)
    made = hand_in(made)
    gate.perform(made, "send_back", by=whose(made), opinion="再核实")
    clock.simulate(made.project.chain, clock.at(dt.date(2025, 7, 23)))
    second = made.visits.get(position=2)
    correct_visit(second, NO, by=asker(made.project), reason="本人改口否认")
    made = hand_in(made)
    notice = Rectification.objects.get()
    assert len(notice.subjects) == 2 and "2 人否认" in notice.defect


# ── corrections ──


def test_a_correction_wants_a_reason_and_leaves_what_was_said(made):
    one, by = ask(made, NO), asker(made.project)
    assert codes(refused(Refused, correct_visit, one, YES, by=by, reason=" ")) == ["REASON_MISSING"]
    assert codes(refused(Refused, correct_visit, one, NO, by=by, reason="听错")) == ["VISIT_SAME"]
    caught = refused(Refused, correct_visit, one, MISSED, by=by, reason="听错")
    assert codes(caught) == ["VISIT_UNREACHED"]
    found = correct_visit(one, YES, by=by, reason="听错了，本人回电")
    assert (found.himself, found.corrections) == (True, 1)
    entry = made.project.chain.entries.get(move="correct")
    assert entry.opinion == "听错了，本人回电"
    assert entry.payload["before"]["himself"] == "False"
    assert entry.payload["after"]["himself"] == "True"


def test_done_it_is_corrected_by_the_township_and_never_by_who_recorded(made):
    ask_all(made)
    made = hand_in(made)
    one = made.visits.first()
    township = holding(made.project, "township.ledger")
    caught = refused(Refused, correct_visit, one, NO, by=township, reason="入户核实")
    assert codes(caught) == ["VISITS_REVIEWING"]
    agree(made)
    one = Visit.objects.get(pk=one.pk)
    refused(NotYours, correct_visit, one, NO, by=asker(made.project), reason="入户核实")
    correct_visit(one, NO, by=township, reason="入户核实")
    assert Rectification.objects.get().subjects == [one.line.engagement_id]
    assert "F10" in {flag.code for flag in flags(made.project)}


# ── telephone, months without a call-back ──


def test_the_number_is_shown_only_to_who_asks_and_only_while_he_asks(made):
    one = made.visits.first()
    person, by = one.line.engagement, asker(made.project)
    assert reveal(person, "phone", by, "报酬发放回访").startswith("138")
    refused(NotYours, reveal, person, "id", by, "报酬发放回访")
    refused(
        NotYours, reveal, person, "phone", holding(made.project, "supervisor.chief"), "报酬发放回访"
    )
    others = made.batch.lines.exclude(pk__in=made.visits.values("line_id"))
    refused(NotYours, reveal, others.first().engagement, "phone", by, "报酬发放回访")
    ask(made, position=one.position)
    refused(NotYours, reveal, person, "phone", by, "报酬发放回访")


def test_months_without_a_call_back_are_told_only_where_they_are_used(made):
    project = made.project
    terms = Terms(clock.today(project.chain), Parameter.snapshot())
    (told,) = paid_months_visited(unvisited(project), terms)
    assert (told.code, told.level) == ("PAY_NOT_VISITED", "review") and "2025-06" in told.message
    VisitRound.objects.filter(pk=made.pk).update(state="DONE")
    assert not list(paid_months_visited(unvisited(project), terms))


def test_nothing_is_told_of_a_project_without_call_backs(batch):
    assert unvisited(batch.project).months == ()


def test_closed_it_no_longer_holds(made):
    ask_all(made, NO)
    hand_in(made)
    a_colleague(made.project.post("supervisor.chief"))
    assert closed(Rectification.objects.get()).state == "CLOSED"
