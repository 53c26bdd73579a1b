"""The machines of this room: every state knows its moves and no other."""

from pathlib import Path

import pytest

from flows.approval.models import ApprovalCase, ImplementationPlan, LabourSurvey
from tests.machines import every_pair, require_snapshot

HERE = Path(__file__).parent


def test_the_machines_are_as_written():
    require_snapshot(HERE / "machines.txt", LabourSurvey, ImplementationPlan, ApprovalCase)


@pytest.mark.parametrize(
    "model, state, move, found",
    [
        (model, *each)
        for model in (LabourSurvey, ImplementationPlan, ApprovalCase)
        for each in every_pair(model)
    ],
)
def test_every_state_knows_its_moves_and_no_other(model, state, move, found):
    paper = model(state=state)
    if found is None:
        with pytest.raises(Exception, match=move):
            getattr(paper, move)()
        assert paper.state == state
    else:
        given = {wanted.name: 1 for wanted in found.custom["inputs"]}
        getattr(paper, move)(**given)
        assert paper.state == found.target
