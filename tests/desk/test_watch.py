"""超时: reminded before the day, escalated after it, decided by nobody but people."""

import datetime as dt

import pytest
from django.db.models import F

from flows.audit.models import Chain, Entry
from flows.audit.verify import verify
from flows.demo.actors import fresh, whose
from flows.desk import actions
from flows.desk.models import Seat
from flows.desk.watch import ESCALATED, LATE, SOON, watch
from flows.engine import clock, gate
from flows.engine.models import CalendarYear
from notifications.models import Message
from tests.dossier import a_colleague, a_project, everything, holding, item_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    """At 乡镇审核, five working days: it came on 2025-01-06 and is due on 2025-01-13."""
    found = item_of(a_project(), "TOWN_REVIEW")
    assert seat_of(found).due_on == dt.date(2025, 1, 13)
    return found


def seat_of(item):
    return Seat.objects.get(paper="PlanItem", paper_id=item.pk, state="open")


def on(item, *day):
    """The project's clock moves to ``day``; then somebody looks."""
    chain = Chain.objects.get(pk=item.project.chain_id)
    clock.simulate(chain, clock.at(dt.date(*day)))
    return watch()


def told(person, kind):
    return Message.objects.filter(recipient=person, kind=kind).count()


def test_nobody_is_hurried_while_there_is_time(item):
    before = everything()
    assert watch() == 0
    assert everything() == before


def test_reminded_the_working_day_before_then_when_late_each_once(item):
    clerk = whose(item)
    assert on(item, 2025, 1, 10) == 1 and seat_of(item).urged == SOON  # Friday before a Monday
    assert told(clerk, "reminder") == 1
    assert watch() == 0 and told(clerk, "reminder") == 1
    assert on(item, 2025, 1, 14) == 1 and seat_of(item).urged == LATE
    assert told(clerk, "reminder") == 2


def test_escalated_to_the_head_of_the_house_and_written_down(item):
    leader = holding(item.project, "township.leader")
    assert on(item, 2025, 1, 15) == 1 and seat_of(item).urged == ESCALATED
    assert told(leader, "escalation") == 1 and told(whose(item), "escalation") == 1
    entry = Entry.objects.get(move="escalate")
    assert entry.payload == {"told": str(leader), "due": "2025-01-13"}
    assert watch() == 0
    assert verify(item.project.chain).intact


def test_the_head_who_is_late_himself_is_known_to_who_began_it():
    project = a_project()
    item = item_of(project, "LISTING")
    seat = seat_of(item)
    late = seat.due_on + dt.timedelta(days=20)
    assert on(item, late.year, late.month, late.day) == 1
    assert told(item.initiator, "escalation") == 1


def test_posts_the_step_names_are_told_instead(item, monkeypatch):
    from flows.planning.flow import PlanningFlow

    chief = holding(item.project, "drc.chief")
    monkeypatch.setattr(
        PlanningFlow.town_review, "escalate", lambda paper: [paper.project.post("drc.chief")]
    )
    on(item, 2025, 1, 20)
    assert told(chief, "escalation") == 1
    assert told(holding(item.project, "township.leader"), "escalation") == 0


def test_time_decides_nothing(item):
    on(item, 2025, 3, 20)
    assert fresh(item).state == "TOWN_REVIEW" and seat_of(item).decided_at is None


def test_a_stopped_clock_hurries_nobody_and_a_new_day_starts_anew(item):
    on(item, 2025, 1, 10)
    actions.pause(item, by=whose(item), reason="等待专家意见", kind="expert")
    assert on(item, 2025, 1, 24) == 0
    actions.resume(fresh(item), by=whose(item))
    seat = seat_of(item)
    assert seat.urged == 0 and seat.due_on > dt.date(2025, 1, 24)


def test_a_queue_hurries_everybody_who_could_take_it(item):
    other = a_colleague(item.project.post("township.clerk"))
    Seat.objects.update(holder=None)
    on(item, 2025, 1, 14)
    assert told(other, "reminder") == told(whose(item), "reminder") == 1


def test_days_of_an_unpublished_year_are_never_guessed(item):
    CalendarYear.objects.filter(year=2025).delete()
    assert on(item, 2025, 1, 20) == 1
    assert seat_of(item).urged == LATE  # that it is late is known, by how many days is not


def test_decided_meanwhile_means_told_nothing(item):
    gate.perform(item, "town_pass", by=whose(item))
    first = Seat.objects.filter(step="town_review").order_by("order").first()
    on(item, 2025, 1, 15)
    first.refresh_from_db()
    assert first.urged == 0


def test_looking_costs_the_same_however_much_waits(item, django_assert_max_num_queries):
    Seat.objects.filter(state="open").update(due_on=F("due_on") + dt.timedelta(days=300))
    with django_assert_max_num_queries(5):
        assert watch() == 0
