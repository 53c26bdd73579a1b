"""流程图: what the pictures show, that they are safe and sound, and BPMN that tools can read."""

import re
from itertools import combinations
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from flows.desk import actions
from flows.desk.picture_bpmn import DD, DI, MODEL, bpmn
from flows.desk.picture_flow import flow_drawing, machine_drawing
from flows.engine import gate, machine
from flows.flows import FLOWS
from flows.planning.flow import PlanningFlow
from tests.dossier import a_project, fresh, holder, holding, item_of

SVG = "{http://www.w3.org/2000/svg}"
NCNAME = re.compile(r"[A-Za-z_][\w.-]*")
TASKS = {"userTask", "receiveTask"}
pictures = pytest.mark.parametrize(
    "drawing",
    [draw(flow) for flow in FLOWS for draw in (flow_drawing, machine_drawing)],
    ids=[f"{flow.__name__}-{what}" for flow in FLOWS for what in ("flow", "machine")],
)


def boxes(drawing):
    found = [(n.x, n.y, n.x + n.width, n.y + n.height) for n in drawing.nodes]
    return found + [(c.x, c.y, c.x + 140, c.y + c.height) for c in drawing.chips]


def apart(one, other):
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


@pictures
def test_nothing_lies_over_anything_else(drawing):
    placed = boxes(drawing)
    assert all(apart(*pair) for pair in combinations(placed, 2))
    labels = [
        (e.label_at[0] - 20, e.label_at[1] - 11, e.label_at[0] + 20, e.label_at[1] + 2)
        for e in drawing.edges
    ]
    assert all(apart(*pair) for pair in combinations(labels, 2))
    assert all(apart(label, box) for label in labels for box in placed)
    assert all(x1 >= 0 and x2 <= drawing.width and y1 >= 0 and y2 <= drawing.height
               for x1, y1, x2, y2 in placed)  # fmt: skip


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.__name__)
def test_every_move_is_in_the_picture(flow):
    drawing = machine_drawing(flow)
    assert [node.key for node in drawing.nodes] == list(
        dict(flow.paper._meta.get_field("state").choices)
    )
    assert len(drawing.edges) + len(drawing.chips) == len(list(machine.transitions(flow.paper)))
    assert [n.title for n in flow_drawing(flow).nodes[: len(flow.steps())]] == [
        step.label for step in flow.steps()
    ]


def returns_go_below(drawing):
    order = {node.key: node for node in drawing.nodes}
    return all(
        max(y for _, y in edge.points) > order[edge.source].y + order[edge.source].height
        for edge in drawing.edges
        if order[edge.target].x < order[edge.source].x
    )


@pictures
def test_what_goes_back_is_drawn_below(drawing):
    assert returns_go_below(drawing)


# ── one paper ──

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    return item_of(a_project(), "TOWN_REVIEW")


def picture(client, item, user):
    client.force_login(user)
    answer = client.get(reverse("paper-flow-svg", args=["PlanItem", item.pk]))
    assert answer.status_code == 200 and answer["Content-Type"].startswith("image/svg+xml")
    return answer.content.decode()


def test_it_shows_who_has_signed_who_is_next_and_what_is_ahead(client, item):
    clerk, leader = (
        holding(item.project, "township.clerk"),
        holding(item.project, "township.leader"),
    )
    gate.perform(item, "town_pass", by=clerk)
    said = picture(client, item, clerk)
    root = ElementTree.fromstring(said)
    texts = ["".join(each.itertext()) for each in root.iter(f"{SVG}text")]
    assert "▶ 办理中" in texts and "✓ 已办" in texts and texts.count("○ 未到") == 3
    assert any(re.fullmatch(rf"{clerk} \d{{4}}-\d\d-\d\d 同意", text) for text in texts)
    assert f"{leader}（待办）" in texts
    assert root.find(f"{SVG}title").text == "谋划储备流程图"
    assert "乡镇审核（乡镇经办人、乡镇分管领导）：▶ 办理中" in root.find(f"{SVG}desc").text
    assert not re.search(r"<script|style=|\son\w+=|<style", said)


def test_it_marks_what_must_be_done_again_after_a_return(client, item):
    project = item.project
    for code in ("township.clerk", "township.leader"):
        gate.perform(fresh(item), "town_pass", by=holding(project, code))
    agri = holding(project, "agri.clerk")
    gate.perform(fresh(item), "back_to_village", by=agri, opinion="请补充村民代表会议记录")
    texts = picture(client, item, agri)
    assert texts.count(">↩ 退回后须重办<") == 2 and texts.count(">▶ 办理中<") == 1
    clerk = holding(project, "township.clerk")
    gate.perform(fresh(item), "submit", by=holding(project, "village.director"))
    actions.pause(fresh(item), by=clerk, reason="等待规划", kind="suspend")
    assert "‖ 停表中" in picture(client, item, clerk)


def test_the_page_has_both_pictures_words_and_downloads(
    client, item, django_assert_max_num_queries
):
    client.force_login(holder(item.project.village.posts.get(code="village.director")))
    address = reverse("paper-flow", args=["PlanItem", item.pk])
    with django_assert_max_num_queries(25):
        page = client.get(address).content.decode()
    assert page.count('role="img"') == 2 and "各环节" in page
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for name in ("paper-flow-svg", "paper-machine-svg"):
        assert reverse(name, args=["PlanItem", item.pk]) in page
    for name in ("flow-svg", "machine-svg", "flow-bpmn", "machine-bpmn"):
        answer = client.get(reverse(name, args=["PlanItem"]))
        assert answer.status_code == 200
        ElementTree.fromstring(answer.content)
        assert client.get(reverse(name, args=["Nothing"])).status_code == 404
    assert (
        'filename="PlanItem.bpmn"'
        in client.get(reverse("flow-bpmn", args=["PlanItem"]))["Content-Disposition"]
    )


def test_strangers_log_in_first(client):
    for name in ("flow-svg", "machine-svg", "flow-bpmn", "machine-bpmn"):
        assert client.get(reverse(name, args=["PlanItem"])).status_code == 302


# ── BPMN ──


@pytest.mark.parametrize("whole", [False, True], ids=["flow", "machine"])
@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.__name__)
def test_bpmn_can_be_read_by_tools(flow, whole):
    root = ElementTree.fromstring(bpmn(flow, whole=whole))
    process = root.find(f"{{{MODEL}}}process")
    elements = {each.get("id"): each for each in process if each.get("id")}
    tags = {key: each.tag.split("}")[1] for key, each in elements.items()}
    flows = {key: each for key, each in elements.items() if tags[key] == "sequenceFlow"}
    every = [each.get("id") for each in root.iter() if each.get("id")]
    assert len(every) == len(set(every)) and all(NCNAME.fullmatch(key) for key in every)
    for key, each in elements.items():
        incoming, outgoing = (
            [e.text for e in each.findall(f"{{{MODEL}}}{tag}")] for tag in ("incoming", "outgoing")
        )
        assert incoming == [k for k, f in flows.items() if f.get("targetRef") == key]
        assert outgoing == [k for k, f in flows.items() if f.get("sourceRef") == key]
        if tags[key] == "exclusiveGateway":
            assert len(outgoing) > 1
            assert all(
                flows[k].find(f"{{{MODEL}}}conditionExpression") is not None for k in outgoing
            )
        elif tags[key] != "sequenceFlow":
            assert len(outgoing) == (0 if tags[key] == "endEvent" else 1)
    assert list(tags.values()).count("startEvent") == 1
    # It ends, or rests where it may be taken up again (增补人员).
    assert {"endEvent", "receiveTask"} & set(tags.values())
    assert reached(flows, "start") == {key for key in elements if key not in flows}
    labels = {each.get("name") for key, each in elements.items() if tags[key] == "userTask"}
    assert labels == {step.label for step in flow.steps()}
    drawn = {each.get("bpmnElement") for each in root.iter(f"{{{DI}}}BPMNShape")}
    edges = list(root.iter(f"{{{DI}}}BPMNEdge"))
    assert drawn == {key for key in elements if key not in flows}
    assert {each.get("bpmnElement") for each in edges} == set(flows)
    assert all(len(each.findall(f"{{{DD}}}waypoint")) >= 2 for each in edges)


def reached(flows, start):
    found, todo = {start}, [start]
    while todo:
        here = todo.pop()
        for each in flows.values():
            if each.get("sourceRef") == here and each.get("targetRef") not in found:
                found.add(each.get("targetRef"))
                todo.append(each.get("targetRef"))
    return found


def test_bpmn_names_are_chinese_and_keep_who_sits():
    said = bpmn(PlanningFlow).decode()
    assert 'name="乡镇审核"' in said and "乡镇经办人、乡镇分管领导" in said
    assert said.startswith("<?xml version='1.0' encoding='UTF-8'?>")
