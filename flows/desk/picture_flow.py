"""What a picture shows: the steps of a flow with their posts, or the states of a machine, with the
moves between them; and for one paper where it has been, where it is, who signed and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localtime
from viewflow.workflow.status import STATUS

from flows.engine import machine
from flows.orgs.kinds import PostCode

from .models import Seat, Task
from .picture import BOX, CHIP, Chip, Drawing, Edge, Node, layout, wrapped
from .seats import GONE, LIVE, SeatState

MOST = 4  # people named in a box
POLICIES = {"any": "任一席办理", "all": "会签：全部同意", "turn": "依次签署", "quorum": "票签"}
MARKS = {
    "done": "✓ 已办",
    "current": "▶ 办理中",
    "stopped": "‖ 停表中",
    "returned": "↩ 退回后须重办",
    "ahead": "○ 未到",
}


@dataclass(frozen=True)
class Been:
    """How a step stands with a paper: its mark, and who did what when."""

    mark: str
    people: tuple[str, ...] = ()


def flow_drawing(flow: Any, been: dict[str, Been] | None = None, tracks: Any = None) -> Drawing:
    """The steps of ``flow`` in order; ``been`` by step name for one paper, ``tracks`` the moves
    that paper's machine has (None: all)."""
    nodes = [_step_node(step, been) for step in flow.steps()]
    last = nodes[-1].key
    edges, chips = _ways(flow, {str(step.at): str(step.at) for step in flow.steps()}, last, tracks)
    ends = [edge.target for edge in edges if edge.target not in {node.key for node in nodes}]
    labels = dict(machine.state_field(flow.paper).choices)
    for state in dict.fromkeys(ends):
        nodes.append(Node(state, labels[state], rests=True, mark=_end_mark(state, been)))
    return layout(nodes, edges, chips)


def machine_drawing(flow: Any, state: str = "") -> Drawing:
    """Every state and move of the flow's paper; ``state`` is where one paper is."""
    labels = dict(machine.state_field(flow.paper).choices)
    nodes = [
        Node(
            str(code),
            str(label),
            [(str(code), "muted"), *([("▶ 现在", "current")] if code == state else [])],
            "current" if code == state else "",
            rests=flow.node_at(code) is None,
        )
        for code, label in labels.items()
    ]
    keys = {node.key: node.key for node in nodes}
    edges, chips = _ways(flow, keys, nodes[-1].key, None)
    return layout(nodes, edges, chips)


def _step_node(step: Any, been: dict[str, Been] | None) -> Node:
    posts = wrapped(posts_line(step), BOX - 34, 13)
    lines = [(text, "ink") for text in (posts if len(posts) < 4 else [*posts[:2], f"{posts[2]}…"])]
    lines.append((policy_line(step), "muted"))
    if been is None:
        return Node(str(step.at), step.label, lines)
    stands = been.get(step.name, Been("ahead"))
    lines.append((MARKS[stands.mark], stands.mark))
    shown = stands.people[:MOST]
    lines += [(_short(text), "ink") for text in shown]
    if len(stands.people) > MOST:
        lines.append((f"……等 {len(stands.people)} 席", "muted"))
    mark = "current" if stands.mark == "stopped" else stands.mark
    return Node(str(step.at), step.label, lines, mark)


def _short(text: str) -> str:
    lines = wrapped(text, BOX - 34, 13)
    return lines[0] if len(lines) == 1 else f"{lines[0]}…"


def _end_mark(state: str, been: dict[str, Been] | None) -> str:
    return been.get(f"={state}", Been("")).mark if been else ""


def posts_of(step: Any) -> list[str]:
    """The posts that may sit at ``step``, in words."""
    known = dict(PostCode.choices)
    return [str(known.get(code, code)) for code in dict.fromkeys(getattr(step.posts, "codes", ()))]


def posts_line(step: Any) -> str:
    """The posts in one line: one of them where any may sign, all of them elsewhere."""
    sign = step._sign
    either = not callable(sign) and sign.policy == "any"
    return ("或" if either else "、").join(posts_of(step))


def policy_line(step: Any) -> str:
    """How the seats of ``step`` decide, in a few words."""
    sign = getattr(step._sign, "like", None) if callable(step._sign) else step._sign
    if sign is None:
        return "按文书确定签署规则"
    if sign.policy == "ratio":
        return f"表决：同意超过 {sign.share:.0%}"
    if sign.policy == "quorum":
        return f"票签：{sign.count} 席同意"
    return POLICIES[sign.policy]


def kind_of(flow: Any, transition: Any) -> str:
    """How a move is drawn: what a seat says by it, or that it is made off the desk."""
    step = flow.node_at(transition.source)
    said = step.outcomes.get(transition.name) if step is not None else None
    if said is not None:
        return str(said)
    return "made" if transition.permission is machine.nobody else "apart"


def _ways(flow: Any, boxes: dict[str, str], last: str, only: Any) -> tuple[list[Edge], list[Chip]]:
    """Arrows between ``boxes``; chips for moves that stay, or that end the matter elsewhere."""
    labels = dict(machine.state_field(flow.paper).choices)
    order = list(boxes)
    edges, chips, moves = [], [], in_order(flow)
    for each in moves:
        if str(each.source) not in boxes or (only is not None and each.name not in only):
            continue
        source, target, kind = str(each.source), str(each.target), kind_of(flow, each)
        label = str(each.custom["label"])
        onward = (kind == "agreed" and source == last) or _next(order, source, target)
        ends = target not in boxes or not any(e.source == target for e in moves)
        if source == target:
            chips.append(Chip(source, wrapped(f"↻ {label}", CHIP - 12), kind))
        elif ends and not onward:
            lines = [*wrapped(label, CHIP - 12), f"→ {labels[target]}"]
            chips.append(Chip(source, lines, kind))
        else:
            edges.append(Edge(source, target, label, kind))
    return edges, chips


def _next(order: list[str], source: str, target: str) -> bool:
    return target in order and order.index(target) == order.index(source) + 1


def in_order(flow: Any) -> list[Any]:
    """The moves of the flow's paper as they are declared."""
    moves = list(machine.transitions(flow.paper))
    return sorted(moves, key=lambda e: (machine._line(flow.paper(), e.name), str(e.source)))


# ── one paper ──


def been_at(paper: Any, flow: Any, user: Any) -> dict[str, Been]:
    """By step name how it stands with ``paper``, from its tasks and seats: 2 statements."""
    kind = type(paper).__name__
    tasks = list(
        Task.objects.filter(process__paper=kind, process__paper_id=paper.pk)
        .select_related("process")
        .order_by("pk")
    )
    seats: dict[int, list[Seat]] = {}
    found = Seat.objects.filter(paper=kind, paper_id=paper.pk)
    for seat in found.select_related("post", "holder", "decided_by", "on_behalf").order_by(
        "order", "id"
    ):
        seats.setdefault(seat.task_id, []).append(seat)
    marks = _marks(flow, tasks)
    been = {
        name: Been(mark, tuple(_people(flow.instance.node(name), seats.get(task.pk, []), user)))
        for name, (mark, task) in marks.items()
    }
    if flow.node_at(paper.state) is None:
        been[f"={paper.state}"] = Been("current")
    return been


def _marks(flow: Any, tasks: Iterable[Task]) -> dict[str, tuple[str, Task]]:
    """What became of the last time the paper lay at each step."""
    order = {step.name: number for number, step in enumerate(flow.steps())}
    found: dict[str, tuple[str, Task]] = {}
    for task in tasks:
        step = task.flow_task
        if step is None:
            continue
        if task.status == STATUS.ASSIGNED:
            found[step.name] = ("current", task)
            continue
        found[step.name] = ("done", task)
        target = _target(flow, step, task.outcome)
        if target is not None and order[target.name] < order[step.name]:
            for name in [n for n in found if order[n] >= order[target.name]]:
                found[name] = ("returned", found[name][1])
    return found


def _target(flow: Any, step: Any, move: str) -> Any:
    each = next(
        (e for e in machine.transitions(flow.paper) if e.name == move and e.source == step.at), None
    )
    return flow.node_at(each.target) if each is not None else None


def _people(step: Any, seats: Iterable[Seat], user: Any) -> Iterable[str]:
    """Who signed what when; at a step that votes blind only that he has signed."""
    for seat in seats:
        if seat.state in LIVE:
            who = str(seat.holder) if seat.holder else f"{seat.post.title}待领"
            yield f"{who}（{SeatState(seat.state).label}）"
        elif seat.decided_at is not None and seat.state not in GONE:
            hidden = step.blind and seat.task.status == STATUS.ASSIGNED
            closed = hidden and seat.decided_by_id != user.pk
            said = "已签署" if closed else str(SeatState(seat.state).label)
            yield f"{seat.signer} {localtime(seat.decided_at):%Y-%m-%d} {said}"
