"""一般、简易、应急程序 (政府投资条例13): the same corridor with fewer desks, and its reasons."""

import pytest

from flows.approval.models import ApprovalCase
from flows.demo.actors import agree, fresh, whose
from flows.desk import desk
from flows.desk.pages import terms_of
from flows.engine import clock, gate
from flows.engine.findings import Refused
from flows.engine.models import Parameter
from tests.dossier import a_project, case_of, codes, onward

pytestmark = pytest.mark.django_db


def on_track(track, reason="内容单一、规模较小、技术简单", **more):
    case = case_of(a_project(**more))
    gate.edit(case, by=whose(case), track=track, track_reason=reason)
    case = fresh(case)
    while case.state != "SUBMITTED":
        agree(case)
        case = fresh(case)
    return case


def moves_of(case):
    return [each.name for each in gate.moves(case, terms_of(case.chain)) if each.says == "agreed"]


@pytest.mark.parametrize(
    ("track", "move", "state"),
    [
        ("ordinary", "receive", "SECTOR_REVIEW"),
        ("simple", "receive_simple", "COUNTERSIGNING"),
        ("urgent", "receive_urgent", "DECIDING"),
    ],
)
def test_each_track_has_one_way_to_be_received(track, move, state):
    case = on_track(track)
    assert moves_of(case) == [move]
    gate.perform(case, move, by=whose(case))
    assert fresh(case).state == state
    others = {"receive", "receive_simple", "receive_urgent"} - {move}
    for other in others:
        with pytest.raises(Refused) as caught:
            gate.perform(fresh(case), other, by=case.initiator)
        assert codes(caught) == ["MOVE_NOT_OPEN"]


def test_on_the_simple_track_the_sector_countersigns():
    case = on_track("simple")
    agree(case)
    posts = [seat.post.code for seat in desk.seats_at(fresh(case))]
    assert posts == ["sector.reviewer", "finance.chief", "hrss.clerk", "agri.chief"]


@pytest.mark.parametrize("track", ["simple", "urgent"])
def test_a_track_needs_its_reason(track):
    case = on_track(track, reason="")
    move = f"receive_{track}"
    with pytest.raises(Refused) as caught:
        gate.perform(case, move, by=whose(case))
    assert codes(caught) == ["TRACK_UNREASONED"]
    gate.perform(case, "receive_return", by=whose(case), opinion="请写明理由")
    assert fresh(case).state == "DRAFT"


@pytest.mark.parametrize(("strength", "refused"), [("warn", False), ("block", True)])
def test_the_size_line_is_a_parameter_with_its_strength(strength, refused):
    case = on_track("simple")
    today = clock.today(case.chain)
    Parameter.objects.create(
        key="track.simple.most", value="1000000", strength=strength, district="110118",
        effective_from=today, basis="示例区简易审批办法",
    )  # fmt: skip
    if refused:
        with pytest.raises(Refused) as caught:
            agree(case)
        assert codes(caught) == ["TRACK_TOO_LARGE"]
        assert caught.value.findings[0].basis == "示例区简易审批办法"
    else:
        agree(case)
        assert fresh(case).state == "COUNTERSIGNING"


def test_the_track_ends_in_an_approval_like_any_other():
    case = case_of(a_project())
    gate.edit(case, by=whose(case), track="urgent", track_reason="汛期水毁抢修，区防指〔2025〕3号")
    assert onward(case, "DELIVERED").state == "DELIVERED"
    assert ApprovalCase.objects.get(pk=case.pk).decision_number
