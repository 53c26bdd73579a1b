"""Roster and engagement: the machines as written, and what is due on which day."""

import datetime as dt
from pathlib import Path

import pytest

from flows.labour.actions.people import Day, due
from flows.labour.actions.roster import Home
from flows.labour.models import Engagement, Roster, Scope
from tests.machines import every_pair, require_snapshot

DAY = dt.date(2025, 6, 3)
FIT = {"agreement_number": "XY-1", "training_date": DAY}


def test_the_machines_are_as_written():
    require_snapshot(Path(__file__).parent / "machines.txt", Roster, Engagement)


@pytest.mark.parametrize("model", [Roster, Engagement])
def test_every_state_knows_its_moves_and_no_other(model):
    for state, move, found in every_pair(model):
        paper = model(state=state)
        if found is None:
            with pytest.raises(Exception, match=move):
                getattr(paper, move)()
            assert paper.state == state
        else:
            getattr(paper, move)()
            assert paper.state == found.target


@pytest.mark.parametrize(
    "state, facts, at_work, expected",
    [
        ("REGISTERED", {}, False, "verify"),
        ("VERIFIED", {}, True, ""),
        ("VERIFIED", {"agreement_number": "XY-1"}, False, "contract"),
        ("CONTRACTED", {}, True, ""),
        ("CONTRACTED", {"training_date": DAY + dt.timedelta(days=1)}, True, ""),
        ("CONTRACTED", {"training_date": DAY}, False, "train"),
        ("TRAINED", {"entry_date": DAY}, False, ""),
        ("TRAINED", FIT | {"entry_date": DAY}, True, "enter"),
        ("TRAINED", {"entry_date": DAY}, True, ""),
        ("TRAINED", {"entry_date": DAY + dt.timedelta(days=1)}, True, ""),
        ("TRAINED", {}, True, ""),
        ("ON_DUTY", {"exit_date": DAY}, True, ""),
        ("ON_DUTY", {"exit_date": DAY - dt.timedelta(days=1)}, True, "leave"),
        ("CONTRACTED", {"exit_date": DAY - dt.timedelta(days=1)}, True, "leave"),
        ("INTENT", {"exit_date": DAY - dt.timedelta(days=1)}, True, ""),
        ("LEFT", {"exit_date": DAY - dt.timedelta(days=1)}, True, ""),
    ],
)
def test_what_is_due(state, facts, at_work, expected):
    assert due(Engagement(state=state, **facts), Day(DAY, at_work)) == expected


HOME = Home(
    "110118",
    "示例镇",
    "示例村",
    frozenset({("110118", "示例镇"), ("110118", "西山镇"), ("110119", "东川镇")}),
)


@pytest.mark.parametrize(
    "town, village, scope",
    [
        ("示例镇", "示例村", Scope.VILLAGE),
        ("密云区示例镇", "示例", Scope.VILLAGE),
        ("北京市密云区示例镇", "示例村村民委员会", Scope.VILLAGE),
        ("", "示例村", Scope.VILLAGE),
        ("", "示例镇邻村", Scope.TOWN),
        ("示例镇", "邻村", Scope.TOWN),
        ("西山镇", "某村", Scope.DISTRICT),
        ("密云区别的镇", "某村", Scope.DISTRICT),
        ("东川镇", "某村", Scope.CITY),
        ("延庆区示例镇", "示例村", Scope.CITY),
        ("河北省某镇", "某村", Scope.OTHER),
        ("", "", Scope.OTHER),
        ("", "某村", Scope.OTHER),
    ],
)
def test_how_near_somebodys_home_is(town, village, scope):
    assert HOME.scope(town, village) == scope
