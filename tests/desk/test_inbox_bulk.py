"""批量同意: a result for each row, each its own decision, nothing half done and nothing twice."""

import pytest

from flows.demo.actors import fresh
from flows.desk import bulk, inbox
from flows.desk.bulk import Row
from flows.engine import gate, registry
from flows.engine.findings import Busy
from flows.planning.flow import PlanningFlow
from flows.projects.models import Project
from tests.dossier import a_colleague, a_project, everything, holding, item_of

pytestmark = pytest.mark.django_db
QUIET = {"django_session", "orgs_user"}


def step(name, flow=PlanningFlow):
    return next(each for each in flow.steps() if each.name == name)


def unchanged(before):
    return {k: v for k, v in before.items() if k not in QUIET} == {
        k: v for k, v in everything().items() if k not in QUIET
    }


@pytest.fixture
def items(monkeypatch):
    """Three papers on the township clerk's desk, at a step that allows bulk."""
    monkeypatch.setattr(step("town_review"), "bulk", True, raising=False)
    return [
        item_of(
            a_project(name=f"示例道路{place}", code=f"2503-110118-04-01-20000{place}"),
            "TOWN_REVIEW",
        )
        for place in range(3)
    ]


@pytest.fixture
def clerk(client, items):
    person = holding(items[0].project, "township.clerk")
    client.force_login(person)
    return person


def ticked(client):
    return [row["box"] for row in client.get("/").context["rows"]]


def press(client, rows, opinion="情况属实，同意。"):
    return client.post("/bulk/", {"row": rows, "opinion": opinion, "back": "tab=mine"})


def outcomes(page):
    return [result.outcome for result in page.context["results"]]


def test_all_ticked_are_agreed_each_with_its_own_entry(client, clerk, items):
    rows = ticked(client)
    assert len(rows) == 3 and all(rows)
    page = press(client, rows)
    assert outcomes(page) == ["done"] * 3 and "已办理 <b>3</b> 件" in page.content.decode()
    for item in items:
        entry = item.chain.entries.filter(paper="PlanItem").latest("sequence")
        assert (entry.actor, entry.opinion) == (clerk, "情况属实，同意。")
    assert not inbox.mine(clerk).exists()


def test_the_same_form_twice_does_nothing_twice(client, clerk, items):
    rows = ticked(client)
    press(client, rows)
    before = everything()
    page = press(client, rows)
    assert "done" not in outcomes(page) and len(outcomes(page)) == 3
    assert unchanged(before)
    text = page.content.decode()
    assert str(clerk) in text or "不由您办理" in text


def test_a_row_twice_in_one_form_is_one_decision(client, clerk, items):
    row = ticked(client)[0]
    assert outcomes(press(client, [row, row])) == ["done"]


def test_one_changed_row_does_not_stop_the_others(client, clerk, items):
    rows = ticked(client)
    gate.perform(items[1], "town_return", by=clerk, opinion="请补充")
    page = press(client, rows)
    by_row = dict(zip([row.split(":")[1] for row in rows], outcomes(page), strict=True))
    assert by_row == {
        str(items[0].pk): "done",
        str(items[1].pk): "changed",
        str(items[2].pk): "done",
    }
    assert fresh(items[1]).state == "DRAFT" and "退回村里修改" in page.content.decode()


def test_steps_that_are_never_decided_in_bulk(client, clerk, items, monkeypatch):
    rows = ticked(client)
    monkeypatch.setattr(step("town_review"), "bulk", False, raising=False)
    assert ticked(client) == ["", "", ""] and not client.get("/").context["boxes"]
    before = everything()
    page = press(client, rows)
    assert outcomes(page) == ["kept"] * 3 and "须逐件办理" in page.content.decode()
    assert unchanged(before)


def test_a_step_that_asks_for_something_or_votes_is_never_bulk(monkeypatch):
    every = [each for flow in registry.flows().values() for each in flow.steps()]
    for each in every:
        monkeypatch.setattr(each, "bulk", True, raising=False)
    able = {f"{each.flow_class.paper.__name__}.{each.name}" for each in every if bulk.allowed(each)}
    assert "PlanItem.town_review" in able
    asking = {
        "PlanItem.joint_review",
        "AcceptanceCase.deliberate",
        "LabourSurvey.survey",
        "PlanItem.listing",
    }
    for name in asking:
        kind, at = name.split(".")
        node = next((s for s in registry.flows()[kind].steps() if s.name == at), None)
        if node is None:
            continue
        required = [
            one
            for move in node.flow_class.paper._meta.get_field("state").get_all_transitions(
                node.flow_class.paper
            )
            if move.name == node.agreed and move.source == node.at
            for one in move.custom["inputs"]
            if one.required
        ]
        assert (name in able) == (not required and not node.choices), name
    assert not bulk.allowed(None)


def test_refused_by_a_rule_says_which(client, clerk, items):
    Project.objects.filter(pk=items[0].project_id).update(labour_links=[])
    rows = ticked(client)
    page = press(client, rows)
    result = next(r for r in page.context["results"] if r.href.endswith(f"/{items[0].pk}/"))
    assert result.outcome == "refused" and result.findings[0].message in page.content.decode()
    assert sorted(outcomes(page)) == ["done", "done", "refused"]


def test_others_papers_and_nonsense_are_answered_and_change_nothing(client, clerk, items):
    rows = ticked(client)
    client.force_login(a_colleague(items[0].project.post("township.ledger")))
    before = everything()
    assert outcomes(press(client, rows)) == ["refused"] * 3
    strange = ["PlanItem:999999:1", "NoSuch:1:1", "Project:1:1"]
    assert outcomes(press(client, strange)) == ["refused"] * 3
    for none in ([], ["x"], ["PlanItem:1"], ["PlanItem:-1:1"], ["a b:1:1"]):
        assert press(client, none).status_code == 302
    assert unchanged(before)


def test_at_most_fifty(client, clerk, items):
    rows = [*ticked(client), *(f"PlanItem:{900000 + n}:1" for n in range(48))]
    before = everything()
    assert press(client, rows).status_code == 302
    assert "一次最多办理 50 件" in client.get("/").content.decode()
    assert unchanged(before)
    with pytest.raises(ValueError):
        bulk.agree([Row("PlanItem", n, 1) for n in range(51)], by=clerk)


def test_a_busy_or_faulty_row_is_said_and_the_rest_goes_on(client, clerk, items, monkeypatch):
    rows, real = ticked(client), gate.perform

    def perform(paper, *args, **more):
        if paper.pk == items[0].pk:
            raise Busy
        if paper.pk == items[1].pk:
            raise RuntimeError("gone wrong")
        return real(paper, *args, **more)

    monkeypatch.setattr(gate, "perform", perform)
    page = press(client, rows)
    found = {r.href: r.outcome for r in page.context["results"]}
    assert [found[f"/papers/PlanItem/{item.pk}/"] for item in items] == ["changed", "fault", "done"]
    assert [fresh(item).version for item in items][:2] == [item.version for item in items][:2]


def test_in_a_simulated_project_each_row_takes_its_hour(client, clerk, items):
    before = [item.chain.simulated_at for item in items]
    press(client, ticked(client))
    for item, moment in zip(items, before, strict=True):
        item.chain.refresh_from_db()
        assert item.chain.simulated_at > moment


def test_versions_of_many_kinds_in_one_statement(items, django_assert_num_queries):
    survey = a_project(code="2503-110118-04-01-200008")
    item_of(survey, "FILED")
    papers = [("PlanItem", item.pk) for item in items]
    papers += [("LabourSurvey", survey.laboursurveys.get().pk), ("ApprovalCase", 1)]
    with django_assert_num_queries(1):
        found = bulk.versions_of(papers)
    assert found[("PlanItem", items[0].pk)] == items[0].version
    assert ("LabourSurvey", survey.laboursurveys.get().pk) in found
    with django_assert_num_queries(0):
        assert bulk.versions_of([]) == {}
