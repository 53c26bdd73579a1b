"""Every state × every move of supervision's papers, as written down beside this file."""

from pathlib import Path

import pytest

from flows.engine import machine
from flows.supervision.flow import ClaimFlow, ReportFlow, VisitFlow
from flows.supervision.models import (
    Inspection,
    MonthlyReport,
    PaymentClaim,
    Rectification,
    VisitRound,
)
from tests.machines import every_pair, require_snapshot

MODELS = (Inspection, Rectification, VisitRound, MonthlyReport, PaymentClaim)


def test_the_machines_are_as_written():
    require_snapshot(Path(__file__).parent / "machines.txt", *MODELS)


@pytest.mark.parametrize("model", [VisitRound, MonthlyReport, PaymentClaim])
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


@pytest.mark.parametrize("flow", [VisitFlow, ReportFlow, ClaimFlow])
def test_a_desk_waits_in_every_state_but_the_end(flow):
    for state, _ in machine.state_field(flow.paper).choices:
        waits = flow.node_at(state) is not None
        assert waits == (not machine.rests(flow.paper, state)), state


def test_who_asks_does_not_review_and_who_measures_does_not_approve():
    assert "ask" in VisitFlow.review.unlike
    assert "draft" in ReportFlow.sign_off.unlike
    assert "measure" in ClaimFlow.approve.unlike
