"""流程图: the pictures of a flow and of its paper's machine, on a page and to take away."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from flows.engine import machine, registry
from flows.engine.paper import label_of

from .desk import suspended
from .facts import address_of
from .pages import crumbs_of, find_paper
from .picture import Drawing
from .picture_bpmn import bpmn
from .picture_flow import (
    MARKS,
    Been,
    been_at,
    flow_drawing,
    machine_drawing,
    policy_line,
    posts_line,
)
from .picture_svg import KINDS, svg

SVG, BPMN = "image/svg+xml; charset=utf-8", "application/xml; charset=utf-8"


@require_safe
def flow_svg(request: HttpRequest, kind: str) -> HttpResponse:
    """The flow of a kind of paper, about nobody's project."""
    flow = _flow(kind)
    return HttpResponse(_flow_picture(flow, flow_drawing(flow), {}), content_type=SVG)


@require_safe
def machine_svg(request: HttpRequest, kind: str) -> HttpResponse:
    """Every state and move of a kind of paper."""
    flow = _flow(kind)
    return HttpResponse(_machine_picture(flow, machine_drawing(flow), ""), content_type=SVG)


@require_safe
def flow_bpmn(request: HttpRequest, kind: str, whole: bool = False) -> HttpResponse:
    """The flow as BPMN 2.0; ``whole``: the machine."""
    answer = HttpResponse(bpmn(_flow(kind), whole=whole), content_type=BPMN)
    name = f"{kind}-machine" if whole else kind
    answer["Content-Disposition"] = f'attachment; filename="{name}.bpmn"'
    return answer


@require_safe
def paper_flow_svg(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    paper = find_paper(request.user, kind, pk)
    return HttpResponse(_of_paper(paper, request.user)[0], content_type=SVG)


@require_safe
def paper_machine_svg(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    paper = find_paper(request.user, kind, pk)
    return HttpResponse(_machine_of(paper), content_type=SVG)


@require_safe
def paper_flow_page(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Both pictures of one paper, what their signs mean, the same in words, and downloads."""
    paper = find_paper(request.user, kind, pk)
    picture, rows = _of_paper(paper, request.user)
    context = {
        "paper": paper,
        "project": paper.project,
        "crumbs": crumbs_of(paper, "流程图"),
        "state": label_of(paper),
        "back": address_of(paper),
        "flow_picture": picture,
        "machine_picture": _machine_of(paper),
        "rows": rows,
        "kinds": [_sample(name, *kind) for name, kind in KINDS.items()],
        "marks": MARKS.values(),
        "downloads": _downloads(kind, pk),
    }
    return render(request, "desk/flow.html", context)


def _flow(kind: str) -> Any:
    flow = registry.flows().get(kind)
    if flow is None:
        raise Http404
    return flow


def _of_paper(paper: Any, user: Any) -> tuple[Any, list[dict[str, Any]]]:
    """The picture of ``paper``'s flow, and the same in words."""
    flow = _flow(type(paper).__name__)
    been = been_at(paper, flow, user)
    step = flow.node_at(paper.state)
    if step is not None and step.name in been and suspended(paper) is not None:
        been[step.name] = Been("stopped", been[step.name].people)
    here = {e.name for e in machine.transitions(flow.paper) if machine.applies(e, paper)}
    picture = _flow_picture(flow, flow_drawing(flow, been, here), been)
    rows = [
        {
            "label": each.label,
            "posts": posts_line(each),
            "policy": policy_line(each),
            "mark": MARKS[been.get(each.name, Been("ahead")).mark],
            "people": been.get(each.name, Been("ahead")).people,
        }
        for each in flow.steps()
    ]
    return picture, rows


def _machine_of(paper: Any) -> Any:
    flow = _flow(type(paper).__name__)
    return _machine_picture(flow, machine_drawing(flow, paper.state), label_of(paper))


def _flow_picture(flow: Any, drawing: Drawing, been: dict[str, Been]) -> Any:
    steps = [
        f"{step.label}（{posts_line(step)}）"
        + (f"：{MARKS[been.get(step.name, Been('ahead')).mark]}" if been else "")
        for step in flow.steps()
    ]
    said = f"共 {len(steps)} 个环节，依次为：{'；'.join(steps)}。"
    return svg(drawing, f"{_name(flow)}流程图", said, name="flow")


def _machine_picture(flow: Any, drawing: Drawing, state: str) -> Any:
    states = "、".join(node.title for node in drawing.nodes)
    now = f"现在是“{state}”。" if state else ""
    return svg(drawing, f"{_name(flow)}状态图", f"文书的状态：{states}。{now}", name="machine")


def _name(flow: Any) -> str:
    return (flow.__doc__ or flow.__name__).strip()


def _sample(name: str, colour: str, dashes: str, label: str) -> dict[str, str]:
    return {"name": name, "colour": colour, "dashes": dashes or "none", "label": label}


def _downloads(kind: str, pk: int) -> list[tuple[str, str, str]]:
    """(what, address, file name) of everything there is to take away."""
    paper = {"kind": kind, "pk": pk}
    return [
        ("本件流程图（SVG）", reverse("paper-flow-svg", kwargs=paper), f"{kind}-{pk}-flow.svg"),
        (
            "本件状态图（SVG）",
            reverse("paper-machine-svg", kwargs=paper),
            f"{kind}-{pk}-machine.svg",
        ),
        ("流程（BPMN 2.0）", reverse("flow-bpmn", args=[kind]), f"{kind}.bpmn"),
        ("状态机（BPMN 2.0）", reverse("machine-bpmn", args=[kind]), f"{kind}-machine.bpmn"),
    ]
