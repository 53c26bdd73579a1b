"""Every state × every move of the batch and of a strike, as written down beside this file."""

from pathlib import Path

import pytest

from flows.payroll.flow import PayrollFlow, StrikeFlow
from flows.payroll.models import PayrollBatch, StrikeRequest
from flows.payroll.states import BatchState
from tests.machines import every_pair, require_snapshot


def test_the_machines_are_as_written():
    require_snapshot(Path(__file__).parent / "machines.txt", PayrollBatch, StrikeRequest)


@pytest.mark.parametrize("model", [PayrollBatch, StrikeRequest])
def test_every_state_knows_its_moves_and_no_other(model):
    for state, move, found in every_pair(model):
        paper = model(state=state)
        if found is None:
            with pytest.raises(Exception, match=move):
                getattr(paper, move)()
            assert paper.state == state
        else:
            getattr(paper, move)(**{wanted.name: 1 for wanted in found.custom["inputs"]})
            assert paper.state == found.target


def test_a_desk_waits_in_every_state_but_the_ends():
    for state in BatchState:
        waits = PayrollFlow.node_at(state) is not None
        assert waits == (state not in (BatchState.DONE, BatchState.VOID)), state


def test_who_enters_does_not_review_and_who_reviews_does_not_pay():
    assert set(PayrollFlow.pay.unlike) >= {"compile", "confirm", "check", "review", "town_review"}
    assert set(PayrollFlow.review.unlike) >= {"compile", "confirm"}
    assert "pay" in PayrollFlow.reconcile.unlike
    assert not StrikeFlow.decide.own
