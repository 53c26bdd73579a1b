"""A drawing as SVG: no script, no style, text that can be selected, a title and a description.

What a line means is said by its dashes and its arrow as well as by its colour.
"""

from __future__ import annotations

from xml.etree import ElementTree

from django.utils.safestring import SafeString, mark_safe

from .picture import CHIP, LINE, Chip, Drawing, Edge, Node, Point, wide

Element = ElementTree.Element

FONT = (
    "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, Source Han Sans SC, HarmonyOS Sans SC, "
    "system-ui, sans-serif"
)
INK, MUTED = "#17232a", "#5c6b74"
# kind of a move → colour, dashes, what it is called
KINDS: dict[str, tuple[str, str, str]] = {
    "agreed": ("#1c6439", "", "同意、办理"),
    "refused": ("#ab1f1a", "9 3 2 3", "不同意"),
    "returned": ("#7d4e00", "6 4", "退回"),
    "apart": ("#43535c", "2 3", "撤回、终止等"),
    "made": ("#0e5360", "12 4", "随其他文书自动办理"),
}
# mark → border, its width and dashes, ground
MARKS: dict[str, tuple[str, str, str, str]] = {
    "done": ("#1c6439", "1.5", "", "#e8f4ec"),
    "current": ("#0e5360", "3.5", "", "#e5f0f1"),
    "returned": ("#7d4e00", "2", "7 4", "#fdf4e1"),
    "ahead": ("#bfcad0", "1.5", "3 3", "#ffffff"),
    "": ("#43535c", "1.5", "", "#ffffff"),
}
TONES = {
    "ink": INK,
    "muted": MUTED,
    "done": "#1c6439",
    "current": "#0e5360",
    "stopped": "#7d4e00",
    "returned": "#7d4e00",
    "ahead": MUTED,
}


def svg(drawing: Drawing, title: str, description: str, *, name: str) -> SafeString:
    """The whole picture. ``name`` keeps the ids of two pictures on one page apart."""
    width, height = round(drawing.width), round(drawing.height)
    root = ElementTree.Element("svg", {"xmlns": "http://www.w3.org/2000/svg"})
    _set(
        root, width=width, height=height, viewBox=f"0 0 {width} {height}", role="img",
        aria_labelledby=f"{name}-title {name}-desc", font_family=FONT, font_size=13,
    )  # fmt: skip
    _add(root, "title", title, id=f"{name}-title")
    _add(root, "desc", description, id=f"{name}-desc")
    _heads(root, name)
    _add(root, "rect", width=width, height=height, fill="#ffffff")
    for edge in drawing.edges:
        _line(root, edge, name)
    for chip in drawing.chips:
        _chip(root, chip)
    for node in drawing.nodes:
        _box(root, node, name)
    for edge in drawing.edges:
        _label(root, edge)
    text = ElementTree.tostring(root, encoding="unicode")
    return mark_safe(text)  # the serialiser has escaped what people have written


def _add(parent: Element, tag: str, text: str = "", **attributes: object) -> Element:
    found = ElementTree.SubElement(parent, tag)
    found.text = text or None
    _set(found, **attributes)
    return found


def _set(element: Element, **attributes: object) -> None:
    """Attributes by their Python names; what is empty or None is left out."""
    for name, value in attributes.items():
        if value not in ("", None):
            said = f"{value:.1f}" if isinstance(value, float) else str(value)
            written = {"viewBox": name}.get(name, name.replace("_", "-"))
            element.set(written, said)


def _heads(root: Element, name: str) -> None:
    """Arrows: full where the paper goes on, open where it goes back."""
    defs = _add(root, "defs")
    for kind, (colour, _, _) in KINDS.items():
        marker = ElementTree.SubElement(
            defs, "marker", id=f"{name}-{kind}", viewBox="0 0 10 10", refX="9", refY="5",
            markerWidth="8", markerHeight="8", orient="auto",
        )  # fmt: skip
        back = kind in ("returned", "refused")
        path = "M 1 1 L 9 5 L 1 9" if back else "M 1 1 L 9 5 L 1 9 z"
        _add(marker, "path", d=path, fill="none" if back else colour, stroke=colour)


def _line(root: Element, edge: Edge, name: str) -> None:
    colour, dashes, _ = KINDS[edge.kind]
    _add(
        root, "path", d=_path(edge.points), fill="none", stroke=colour, stroke_width=1.6,
        stroke_dasharray=dashes, marker_end=f"url(#{name}-{edge.kind})",
    )  # fmt: skip


def _path(points: list[Point]) -> str:
    """Straight, with rounded corners."""
    said = [f"M {points[0][0]:.1f} {points[0][1]:.1f}"]
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        enter, leave = _towards(here, before), _towards(here, after)
        said.append(f"L {enter} Q {here[0]:.1f} {here[1]:.1f} {leave}")
    return " ".join([*said, f"L {points[-1][0]:.1f} {points[-1][1]:.1f}"])


def _towards(here: Point, other: Point) -> str:
    away = max(abs(other[0] - here[0]), abs(other[1] - here[1])) or 1
    part = min(8.0, away / 2) / away
    x, y = (here[n] + (other[n] - here[n]) * part for n in (0, 1))
    return f"{x:.1f} {y:.1f}"


def _text(root: Element, at: Point, text: str, colour: str, **more: object) -> None:
    _add(root, "text", text, x=at[0], y=at[1], text_anchor="middle", fill=colour, **more)


def _label(root: Element, edge: Edge) -> None:
    """What a move is called, on white ground over whatever runs behind."""
    colour, (x, y) = KINDS[edge.kind][0], edge.label_at
    broad = max(wide(text) for text in edge.label_lines) + 8
    tall = 15 * len(edge.label_lines) + 1
    _add(root, "rect", x=x - broad / 2, y=y - 12, width=broad, height=tall, rx=3, fill="#ffffff")
    for number, text in enumerate(edge.label_lines):
        _text(root, (x, y + 14 * number), text, colour, font_size=12)


def _box(root: Element, node: Node, name: str) -> None:
    """A step or a state; the one where the paper is now can be linked to."""
    border, thick, dashes, ground = MARKS[node.mark]
    corner = 26 if node.rests else 6
    _add(
        root, "rect", x=node.x, y=node.y, width=node.width, height=node.height, rx=corner,
        fill=ground, stroke=border, stroke_width=thick, stroke_dasharray=dashes,
        id=f"{name}-now" if node.mark == "current" else None,
    )  # fmt: skip
    if node.rests:
        _add(
            root, "rect", x=node.x + 4, y=node.y + 4, width=node.width - 8,
            height=node.height - 8, rx=corner - 4, fill="none", stroke=border,
        )  # fmt: skip
    middle = node.x + node.width / 2
    top = node.y + (28 if node.lines else node.height / 2 + 5)
    _text(root, (middle, top), node.title, INK, font_size=15, font_weight=600)
    for number, (text, tone) in enumerate(node.lines):
        bold = 600 if tone in ("done", "current", "stopped", "returned") else None
        at = (middle, top + 20 + LINE * number)
        _text(root, at, text, TONES[tone], font_weight=bold)


def _chip(root: Element, chip: Chip) -> None:
    """A way out above its box."""
    colour, dashes, _ = KINDS[chip.kind]
    middle, foot = chip.x + CHIP / 2, chip.y + chip.height
    way = f"M {middle:.1f} {foot + 10:.1f} V {foot:.1f}"
    _add(root, "path", d=way, stroke=colour, stroke_width=1.6, stroke_dasharray=dashes)
    _add(
        root, "rect", x=chip.x, y=chip.y, width=CHIP, height=chip.height, rx=11, fill="#ffffff",
        stroke=colour, stroke_dasharray=dashes,
    )  # fmt: skip
    for number, text in enumerate(chip.lines):
        _text(root, (middle, chip.y + 15 + 15 * number), text, colour, font_size=12)
