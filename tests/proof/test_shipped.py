"""The flows of the house are proved; the command says so in words, in JSON, and by its exit code."""

import json

import pytest
from django.core.management import call_command

from flows.desk.proof import makers
from flows.desk.proof.proving import prove_all
from flows.engine.policy import DEFAULTS
from flows.flows import FLOWS, OPENS
from flows.management.commands import prove as command
from tests.proof.corpus import BROKEN
from ygdz_flow.local.door import needs_database


def test_nothing_can_get_stuck(capsys):
    """Every flow, every reachable combination: the end can be reached, nothing is dead."""
    call_command("prove", "--json")
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {"flows", "states", "never"}
    assert [each["flow"] for each in found["flows"]] == [flow.__name__ for flow in FLOWS]
    for each in found["flows"]:
        assert set(each) == {"flow", "steps", "moves", "states", "trace"}
        assert each["trace"] is None, " → ".join(each["trace"])
    for flow, each in zip(FLOWS, found["flows"], strict=True):
        assert each["steps"] == len(flow.steps())
    assert found["states"] == sum(each["states"] for each in found["flows"]) > 10_000


def test_a_broken_flow_ends_the_command_with_its_trace(capsys, monkeypatch):
    build = next(build for name, build, *_ in BROKEN if name == "pit")
    monkeypatch.setattr(command, "FLOWS", (build(),))
    monkeypatch.setattr(command, "OPENS", {})
    with pytest.raises(SystemExit) as ended:
        call_command("prove")
    assert ended.value.code == 1
    said = capsys.readouterr().out
    assert "有误　样例（Sample）：4 个环节，5 个动作" in said
    assert "申报（乡镇经办人）报送 → 审核（区发改科长）不同意 → 从“整理”起" in said


def test_what_opens_belongs_to_a_flow():
    stranger = type("Stranger", (), {"_meta": type("Meta", (), {"verbose_name": "便笺"})})
    verdicts = prove_all((), [(stranger, "DONE")])
    assert verdicts[0].faults[0].code == "opens-uncarried"
    assert all(model in {flow.paper for flow in FLOWS} for model, _ in OPENS)


def test_moves_that_nobody_may_make_are_made_by_a_room():
    assert makers.made("PayrollBatch", "revive") and makers.made("Inspection", "close")
    assert not makers.made("Inspection", "revive") and not makers.made("PayrollBatch", "close")


def test_posts_that_parameters_name_are_among_those_a_step_declares():
    """A step that reads its posts from a parameter says which they may be."""
    steps = {
        f"{flow.__name__}.{step.name}": set(step.posts.codes)
        for flow in FLOWS
        for step in flow.steps()
    }
    for key, name in (
        ("approval.countersigners", "ApprovalFlow.countersign"),
        ("funding.countersigners", "FundingFlow.countersign"),
        ("committee.members", "AcceptanceFlow.vote"),
    ):
        rows = [set(row.value.split(",")) for row in DEFAULTS if row.key == key]
        assert rows and all(row <= steps[name] for row in rows), name


def test_flows_are_proved_without_a_database():
    assert not needs_database("prove", ["manage.py", "prove", "--json"])
    assert needs_database("prove", ["manage.py", "prove", "--live"])
