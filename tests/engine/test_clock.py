"""The one clock: forward only, in demo states only, an hour a move."""

import datetime as dt

import pytest
from django.utils import timezone

from flows.audit.models import Chain
from flows.engine import clock
from flows.engine.clock import ClockError
from tests.dossier import a_project, item_of

MONDAY = dt.date(2025, 1, 6)


@pytest.fixture
def chain(db):
    found = Chain.objects.create(title="试")
    clock.simulate(found, clock.at(MONDAY))
    return found


def test_it_only_moves_forward(chain):
    clock.simulate(chain, clock.at(MONDAY - dt.timedelta(days=1)))
    assert clock.today(chain) == MONDAY
    clock.simulate(chain, clock.at(MONDAY + dt.timedelta(days=1)))
    assert clock.today(chain) == dt.date(2025, 1, 7)
    assert clock.now(Chain.objects.get(pk=chain.pk)) == clock.now(chain)


def test_a_stale_instance_cannot_turn_it_back(chain):
    stale = Chain.objects.get(pk=chain.pk)
    clock.simulate(chain, clock.at(dt.date(2025, 3, 3)))
    clock.simulate(stale, clock.at(dt.date(2025, 2, 2)))
    assert clock.today(Chain.objects.get(pk=chain.pk)) == dt.date(2025, 3, 3)
    assert clock.today(stale) == dt.date(2025, 3, 3)


def test_a_real_state_knows_no_simulated_time(chain, settings):
    settings.YGDZ_DEMO_STATE = False
    with pytest.raises(ClockError):
        clock.simulate(chain, clock.at(dt.date(2025, 3, 3)))
    assert clock.today(chain) == MONDAY


def test_a_project_with_a_real_history_is_not_sent_back_before_it(db):
    project = a_project(on=None)
    chain = Chain.objects.get(pk=project.chain.pk)
    clock.simulate(chain, clock.at(MONDAY))
    assert chain.simulated_at is None


def test_without_a_chain_it_is_the_real_one_in_beijing():
    moment = clock.now()
    assert abs((moment - timezone.now()).total_seconds()) < 5
    assert moment.utcoffset() == dt.timedelta(hours=8)


@pytest.mark.parametrize(
    "hour, minute, then",
    [
        (9, 0, (6, 10, 0)),
        (15, 30, (6, 16, 30)),
        (16, 0, (7, 9, 0)),
        (16, 30, (7, 9, 0)),
        (23, 30, (7, 9, 0)),
        (3, 0, (6, 9, 0)),
    ],
)
def test_a_tick_is_one_working_hour(db, hour, minute, then):
    other = Chain.objects.create(title="另")
    clock.simulate(other, timezone.make_aware(dt.datetime(2025, 1, 6, hour, minute)))
    clock.tick(other)
    now = clock.now(other)
    assert (now.day, now.hour, now.minute) == then


def test_a_real_project_does_not_tick(db):
    chain = Chain.objects.create(title="实")
    clock.tick(chain)
    assert chain.simulated_at is None


def test_everything_in_a_project_happens_on_its_own_clock(db):
    project = a_project(on=dt.date(2025, 3, 3))
    item = item_of(project, "TOWN_REVIEW")
    assert project.created_at == item.created_at == clock.at(dt.date(2025, 3, 3))
    assert {e.date() for e in project.chain.entries.values_list("happened_at", flat=True)} == {
        dt.date(2025, 3, 3)
    }
