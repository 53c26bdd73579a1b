"""A flow, or its paper's machine, as BPMN 2.0: tasks, gateways where there is a choice, ends, and
the diagram (BPMNDI) that tools draw it by. Laid out like the SVG, from the same code."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

from flows.engine import machine

from .picture_flow import in_order, posts_line

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
TARGET = "urn:ygdz-flow"
Element = ElementTree.Element
Box = tuple[float, float, float, float]

# What stands where: a column for each state, the boxes' middle line, sizes by kind of element.
COLUMN, MIDDLE, TRACK = 260.0, 300.0, 24.0
SIZES = {"task": (120.0, 80.0), "gateway": (50.0, 50.0), "event": (36.0, 36.0)}


@dataclass
class Flowing:
    """A sequence flow: ``move`` says when it is taken, "" where there is no choice."""

    id: str
    source: str
    target: str
    name: str = ""
    move: str = ""


@dataclass
class Graph:
    """Elements by id (tag, name, box, documentation) and the flows between them."""

    elements: dict[str, tuple[str, str, Box, str]] = field(default_factory=dict)
    flows: list[Flowing] = field(default_factory=list)

    def add(self, key: str, tag: str, name: str, size: str, at: float, note: str = "") -> None:
        width, height = SIZES[size]
        box = (at, MIDDLE - height / 2, width, height)
        self.elements[key] = (tag, name, box, note)

    def join(self, source: str, target: str, name: str = "", move: str = "") -> None:
        key = f"flow_{len(self.flows) + 1}"
        self.flows.append(Flowing(key, source, target, name, move))


def bpmn(flow: Any, *, whole: bool = False) -> bytes:
    """The flow of ``flow``'s paper as a BPMN 2.0 document; ``whole``: every state of its machine,
    also those at which nobody has to do anything."""
    graph = _graph(flow, whole)
    for prefix, space in (("bpmn", MODEL), ("bpmndi", DI), ("dc", DC), ("di", DD), ("xsi", XSI)):
        ElementTree.register_namespace(prefix, space)
    name = f"{flow.__name__}_{'machine' if whole else 'flow'}"
    root = ElementTree.Element(
        f"{{{MODEL}}}definitions",
        {"id": f"definitions_{name}", "targetNamespace": TARGET, "exporter": "ygdz-flow"},
    )
    said = (flow.__doc__ or flow.__name__).strip()
    process = _sub(root, MODEL, "process", id=name, name=said, isExecutable="false")
    _write(process, graph)
    _draw(root, name, graph)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _graph(flow: Any, whole: bool) -> Graph:
    """Steps are tasks, states without a way on are ends, what waits for other papers receives."""
    moves = in_order(flow)
    labels = dict(machine.state_field(flow.paper).choices)
    known = list(labels) if whole else _met(flow, moves)
    graph, start = Graph(), str(machine.state_field(flow.paper).default)
    graph.add("start", "startEvent", "开始", "event", 40)
    for number, state in enumerate(known):
        _place(graph, flow, state, labels[state], 140 + number * COLUMN, moves)
    graph.join("start", _into(flow, start))
    for state in known:
        _leave(graph, flow, state, [e for e in moves if str(e.source) == state])
    return graph


def _met(flow: Any, moves: list[Any]) -> list[str]:
    """The states of the steps in their order, then where their moves come to rest."""
    found = [str(step.at) for step in flow.steps()]
    for each in moves:
        if str(each.source) in found and str(each.target) not in found:
            found.append(str(each.target))
    return found


def _into(flow: Any, state: str) -> str:
    step = flow.node_at(state)
    return f"step_{step.name}" if step is not None else f"state_{state}"


def _place(graph: Graph, flow: Any, state: str, label: str, x: float, moves: list[Any]) -> None:
    step, onward = flow.node_at(state), [e for e in moves if str(e.source) == state]
    key = _into(flow, state)
    if step is not None:
        note = f"{posts_line(step)}。{step.help}依据：{step.basis}"
        graph.add(key, "userTask", step.label, "task", x, note)
    elif onward:
        graph.add(key, "receiveTask", label, "task", x, "随其他文书办理")
    else:
        graph.add(key, "endEvent", label, "event", x)
    if len(onward) > 1:
        graph.add(f"choice_{state}", "exclusiveGateway", "", "gateway", x + 150)


def _leave(graph: Graph, flow: Any, state: str, onward: list[Any]) -> None:
    """One flow on, or a gateway with a condition on each of its flows."""
    source = _into(flow, state)
    if len(onward) > 1:
        graph.join(source, f"choice_{state}")
        source = f"choice_{state}"
    for each in onward:
        move = each.name if len(onward) > 1 else ""
        graph.join(source, _into(flow, str(each.target)), str(each.custom["label"]), move)


# ── writing ──


def _sub(parent: Element, space: str, tag: str, text: str = "", **attributes: str) -> Element:
    found = ElementTree.SubElement(parent, f"{{{space}}}{tag}", attributes)
    found.text = text or None
    return found


def _write(process: Element, graph: Graph) -> None:
    for key, (tag, name, _, note) in graph.elements.items():
        element = _sub(process, MODEL, tag, id=key, **({"name": name} if name else {}))
        if note:
            _sub(element, MODEL, "documentation", note)
        for each in graph.flows:
            if each.target == key:
                _sub(element, MODEL, "incoming", each.id)
        for each in graph.flows:
            if each.source == key:
                _sub(element, MODEL, "outgoing", each.id)
    for each in graph.flows:
        attributes = {"id": each.id, "sourceRef": each.source, "targetRef": each.target}
        attributes |= {"name": each.name} if each.name else {}
        flowing = _sub(process, MODEL, "sequenceFlow", **attributes)
        if each.move:
            condition = _sub(flowing, MODEL, "conditionExpression", f'${{move == "{each.move}"}}')
            condition.set(f"{{{XSI}}}type", "bpmn:tFormalExpression")


def _draw(root: Element, name: str, graph: Graph) -> None:
    diagram = _sub(root, DI, "BPMNDiagram", id=f"diagram_{name}")
    plane = _sub(diagram, DI, "BPMNPlane", id=f"plane_{name}", bpmnElement=name)
    for key, (tag, _, box, _) in graph.elements.items():
        shape = _sub(plane, DI, "BPMNShape", id=f"shape_{key}", bpmnElement=key)
        if tag == "exclusiveGateway":
            shape.set("isMarkerVisible", "true")
        x, y, width, height = map(_number, box)
        _sub(shape, DC, "Bounds", x=x, y=y, width=width, height=height)
    for number, each in enumerate(graph.flows):
        edge = _sub(plane, DI, "BPMNEdge", id=f"edge_{each.id}", bpmnElement=each.id)
        for point in _way(graph, each, number):
            _sub(edge, DD, "waypoint", x=_number(point[0]), y=_number(point[1]))


def _number(value: float) -> str:
    return f"{value:g}"


def _way(graph: Graph, each: Flowing, number: int) -> list[tuple[float, float]]:
    """Straight to what stands next; round below going back, round above going further on."""
    start, end = graph.elements[each.source][2], graph.elements[each.target][2]
    gap = end[0] - (start[0] + start[2])
    if 0 <= gap < COLUMN:
        return [(start[0] + start[2], MIDDLE), (end[0], MIDDLE)]
    out, into = start[0] + start[2] / 2, end[0] + end[2] / 2
    away = TRACK * (number + 3)
    if gap < 0:
        y = MIDDLE + away + 40
        return [(out, start[1] + start[3]), (out, y), (into, y), (into, end[1] + end[3])]
    y = MIDDLE - away - 40
    return [(out, start[1]), (out, y), (into, y), (into, end[1])]
