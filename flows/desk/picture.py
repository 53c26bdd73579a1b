"""A flow or a machine laid out as a picture: boxes in a row, ways on above them, ways back below.

Only geometry: what is drawn comes from ``picture_flow``, how from ``picture_svg`` and
``picture_bpmn``. All lengths are pixels of the SVG's own coordinates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

BOX, GAP, EDGE = 196, 108, 28  # width of a box, room between two, margin
LINE, SMALL = 18, 12  # height of a line of text, size of the letters beside arrows
TRACK, STEM = 30, 22  # height of a track of arcs, and from the boxes to the first
CHIP = 140  # width of a way out above a box
Point = tuple[float, float]


@dataclass
class Node:
    """A box: a step or a state. ``mark`` is how it stands with the paper, ``lines`` what is
    written in it under its title (text, tone)."""

    key: str
    title: str
    lines: list[tuple[str, str]] = field(default_factory=list)
    mark: str = ""  # done, current, returned, ahead; "" where no paper is asked about
    rests: bool = False  # nobody has to do anything here
    x: float = 0
    y: float = 0
    width: float = BOX
    height: float = 0


@dataclass
class Edge:
    """A move from box to box. ``kind``: agreed, refused, returned, apart (off the desk), made."""

    source: str
    target: str
    label: str
    kind: str
    points: list[Point] = field(default_factory=list)
    label_at: Point = (0, 0)
    label_lines: list[str] = field(default_factory=list)


@dataclass
class Chip:
    """A way out that ends the matter or stays where it is: no arrow across the picture."""

    source: str
    lines: list[str]
    kind: str
    x: float = 0
    y: float = 0
    height: float = 0


@dataclass
class Drawing:
    nodes: list[Node]
    edges: list[Edge]
    chips: list[Chip]
    width: float = 0
    height: float = 0


def wide(text: str, size: float = SMALL) -> float:
    """How wide ``text`` is: Chinese letters are squares, others about half."""
    return sum(size if ord(letter) > 0x2E7F else size * 0.58 for letter in text)


def wrapped(text: str, room: float, size: float = SMALL) -> list[str]:
    """``text`` in lines no wider than ``room``; no line begins with a comma."""
    lines, line = [], ""
    for letter in text:
        if line and wide(line + letter, size) > room and letter not in "，、；。）":
            lines.append(line)
            line = ""
        line += letter
    return [*lines, line] if line else lines


def layout(nodes: list[Node], edges: list[Edge], chips: list[Chip]) -> Drawing:
    """Give everything its place; ``nodes`` stand from left to right in their order."""
    touched = {end for edge in edges for end in (edge.source, edge.target)}
    touched |= {chip.source for chip in chips} | {nodes[0].key}
    row = [node for node in nodes if node.key in touched]
    order = {node.key: number for number, node in enumerate(row)}
    stacks = _stack(chips)
    beside = [e for e in edges if order[e.target] == order[e.source] + 1]
    tall = _tall(row, beside)
    over = [e for e in edges if order[e.target] > order[e.source] + 1]
    under = [e for e in edges if order[e.target] < order[e.source]]
    for number, node in enumerate(row):
        node.x, node.height = EDGE + number * (BOX + GAP), tall
    tracks = _tracks(over, order), _tracks(under, order)
    clear = max([0, *stacks.values()])
    above = clear + (STEM + TRACK * (1 + max(tracks[0].values())) if over else 0)
    for node in row:
        node.y = EDGE + above
    aside = _aside([node for node in nodes if node.key not in touched], row)
    named = {node.key: node for node in nodes}
    _straight(beside, named)
    _arcs(over, tracks[0], named, order, up=True, clear=clear)
    _arcs(under, tracks[1], named, order, up=False, clear=0)
    _place(chips, named)
    below = STEM + TRACK * (1 + max(tracks[1].values())) if under else 0
    right = max([node.x + node.width for node in nodes] + [_right(edge) for edge in edges])
    deep = max(tall + below, aside)
    return Drawing(nodes, edges, chips, right + EDGE, EDGE + above + deep + EDGE)


def _tall(row: list[Node], beside: list[Edge]) -> float:
    """The height all boxes share: room for what is written, and for arrows one over another."""
    written = max(50 + LINE * len(node.lines) for node in row)
    arrows = max([sum(e.source == node.key for e in beside) for node in row])
    return max(written, 42.0 * arrows + 8)


def _aside(nodes: list[Node], row: list[Node]) -> float:
    """Boxes that no arrow reaches stand one under the other at the end; how deep they go."""
    x, y = row[-1].x + BOX + GAP / 2, row[0].y
    for node in nodes:
        node.x, node.y, node.height = x, y, 50 + LINE * len(node.lines)
        y += node.height + 14
    return y - row[0].y


def _stack(chips: Iterable[Chip]) -> dict[str, float]:
    """How high the ways out stand above each box."""
    found: dict[str, float] = defaultdict(float)
    for chip in chips:
        chip.height = 8 + 15 * len(chip.lines)
        found[chip.source] += chip.height + 8
    return {key: height + 10 for key, height in found.items()}


def _place(chips: Iterable[Chip], named: dict[str, Node]) -> None:
    used: dict[str, float] = defaultdict(lambda: 10)
    for chip in chips:
        node = named[chip.source]
        chip.x = node.x + (node.width - CHIP) / 2
        used[chip.source] += chip.height
        chip.y = node.y - used[chip.source]
        used[chip.source] += 8


def _straight(edges: list[Edge], named: dict[str, Node]) -> None:
    """Arrows to the next box, one above the other; what they are called stands over them."""
    beside: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        beside[edge.source].append(edge)
    for group in beside.values():
        for number, edge in enumerate(group):
            start, end = named[edge.source], named[edge.target]
            y = start.y + start.height * (number + 0.5) / len(group) + 10
            edge.points = [(start.x + start.width, y), (end.x, y)]
            edge.label_lines = wrapped(edge.label, GAP - 20)
            middle = start.x + start.width + GAP / 2
            edge.label_at = (middle, y - 7 - 14 * (len(edge.label_lines) - 1))


def _tracks(edges: list[Edge], order: dict[str, int]) -> dict[int, int]:
    """By the edge's identity, the track on which it runs: short arcs first, none over another."""
    taken: list[list[tuple[float, float]]] = []
    found: dict[int, int] = {}
    for edge in sorted(
        edges, key=lambda e: (abs(order[e.target] - order[e.source]), order[e.source])
    ):
        ends = sorted((order[edge.source], order[edge.target]))
        left, right = (EDGE + end * (BOX + GAP) for end in ends)
        room = max(right + BOX - left, wide(edge.label) + 40)
        middle = (left + right + BOX) / 2
        span = (middle - room / 2, middle + room / 2)
        number = next(
            (n for n, row in enumerate(taken) if all(span[1] < a or span[0] > b for a, b in row)),
            len(taken),
        )
        taken += [[]] if number == len(taken) else []
        taken[number].append(span)
        found[id(edge)] = number
    return found


def _arcs(
    edges: list[Edge],
    tracks: dict[int, int],
    named: dict[str, Node],
    order: dict[str, int],
    *,
    up: bool,
    clear: float,
) -> None:
    """Out of the box, along the track, into the other box; labels stand in the track."""
    ports = _ports(edges, tracks, up)
    for edge in edges:
        start, end = named[edge.source], named[edge.target]
        out, into = start.x + ports[id(edge), 0], end.x + ports[id(edge), 1]
        away = clear + STEM + TRACK * tracks[id(edge)]
        edge_y = start.y if up else start.y + start.height
        y = edge_y - away - TRACK / 2 if up else edge_y + away
        edge.points = [(out, edge_y), (out, y), (into, y), (into, edge_y)]
        edge.label_lines = [edge.label]
        edge.label_at = ((out + into) / 2, y + 4)


def _ports(edges: list[Edge], tracks: dict[int, int], up: bool) -> dict[tuple[int, int], float]:
    """Where arcs leave (0) and enter (1) a box, so that those of one box do not cross.

    Below, an arc leaves on the right and enters on the left of a box; above, where ways out stand
    in the middle, they keep to the box's edges.
    """
    found: dict[tuple[int, int], float] = {}
    room = (BOX - CHIP) / 2 - 4 if up else BOX / 2 - 14
    for side in (0, 1):
        at: dict[str, list[Edge]] = defaultdict(list)
        for edge in edges:
            at[edge.target if side else edge.source].append(edge)
        for group in at.values():
            group.sort(key=lambda e: tracks[id(e)], reverse=(side == 1) != up)
            step = room / (len(group) + 1)
            left = (2.0 if side else BOX - room - 2) if up else (8.0 if side else BOX / 2 + 6)
            for number, edge in enumerate(group):
                found[id(edge), side] = left + step * (number + 1)
    return found


def _right(edge: Edge) -> float:
    return max(x for x, _ in edge.points)
