"""No path reaches acceptance with an open A or B defect; take a gate away and the path is shown."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from flows.desk.proof import product
from flows.desk.proof.product import answer
from flows.engine import machine
from flows.flows import NEVER
from flows.supervision.rules import no_open_defect

ASKED = NEVER[0]


def without(monkeypatch, *moves):
    """The machines as they would be if ``moves`` did not ask for closed defects."""
    shipped = machine.transitions

    def transitions(model):
        for each in shipped(model):
            rules = [r for r in each.custom["rules"] if r is not no_open_defect]
            if model is ASKED.paper and each.name in moves:
                custom = each.custom | {"rules": rules}
                yield SimpleNamespace(
                    name=each.name, source=each.source, target=each.target, custom=custom
                )
            else:
                yield each

    monkeypatch.setattr(product.machine, "transitions", transitions)


def test_acceptance_is_never_reached_with_an_open_defect():
    found = answer(ASKED)
    assert found.trace == () and found.states > 100
    assert "任何办理顺序都不能带着未闭环的A、B 级问题到达“已验收”" in found.text


def test_what_the_case_does_to_the_project_is_read_from_the_house():
    assert ASKED.follows == {
        "REPORTING": ("back_to_work",), "PRE_ACCEPTING": ("complete",), "FORMING": ("pre_accept",),
        "VERIFYING": ("convene",), "VOTING": (), "PASSED": ("accept", "hand_over"),
        "PASSED_RECTIFY": ("accept", "hand_over"), "FAILED": ("back_to_work",),
    }  # fmt: skip
    assert {"suspend", "end_early"} <= ASKED.others and "accept" not in ASKED.others


@pytest.mark.parametrize("move", ["conclude_pass", "conclude_rectify"])
def test_without_the_rule_the_way_is_shown(monkeypatch, move):
    without(monkeypatch, move)
    found = answer(ASKED)
    label = {"conclude_pass": "通过", "conclude_rectify": "通过但限期整改"}[move]
    assert "发现A、B 级问题" in found.trace and found.trace[-1] == label
    assert found.text.startswith("有误") and found.as_json()["trace"] == list(found.trace)


def test_the_gate_at_the_report_alone_would_not_do(monkeypatch):
    """A check may be held after the report: that the report asked is not enough."""
    without(monkeypatch, "conclude_pass", "conclude_rectify")
    trace = answer(ASKED).trace
    assert trace.index("预验收合格") < trace.index("发现A、B 级问题")


def test_another_hand_on_the_stage_would_be_found():
    """Were the project accepted by anything but the case, it could be with a defect open."""
    strange = replace(ASKED, opens={})
    assert answer(strange).trace[-1] == "项目验收通过"
