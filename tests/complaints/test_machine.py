"""Every state × every move of a complaint, as written down beside this file."""

from pathlib import Path

import pytest

from flows.complaints.flow import ComplaintFlow
from flows.complaints.models import Complaint
from flows.complaints.states import ENDED, ComplaintState
from tests.machines import every_pair, require_snapshot


def test_the_machine_is_as_written():
    require_snapshot(Path(__file__).parent / "machines.txt", Complaint)


def test_every_state_knows_its_moves_and_no_other():
    for state, move, found in every_pair(Complaint):
        paper = Complaint(state=state)
        if found is None:
            with pytest.raises(Exception, match=move):
                getattr(paper, move)()
            assert paper.state == state
        else:
            getattr(paper, move)(**{wanted.name: "x" for wanted in found.custom["inputs"]})
            assert paper.state == found.target


def test_a_desk_waits_in_every_state_but_the_ends():
    for state in ComplaintState:
        assert (ComplaintFlow.node_at(state) is not None) == (state not in ENDED), state
    assert "handle" in ComplaintFlow.review.unlike
