"""What a supervision plan consists of, by the field of the project: the processes in their order.

Which checks a project gets is a parameter (actions/plan.py); this says into which parts a check
falls, when each is due, and what must be signed off before what (质量条例37).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class When(Enum):
    """The month of the works in which a check is due."""

    FIRST = "first"
    MIDDLE = "middle"
    LAST = "last"


@dataclass(frozen=True)
class Line:
    """One line of a template. ``sequence``: all with a lower number are signed off before it."""

    code: str
    part: str
    when: When = When.FIRST
    sequence: int | None = None


def _road(*middle: Line, surface: str = "混凝土面层") -> tuple[Line, ...]:
    return (
        Line("Q2", "水泥、砂石、钢材", When.FIRST, 1),
        Line("Q1", "路基与垫层", When.FIRST, 2),
        *middle,
        Line("Q3", surface, When.LAST, 4),
    )


TEMPLATES: dict[str, tuple[Line, ...]] = {
    "农村生产生活": _road(),
    "交通": _road(Line("Q1", "基层", When.MIDDLE, 3)),
    "水利": (
        Line("Q2", "水泥、砂石、止水材料", When.FIRST, 1),
        Line("Q1", "渠基与垫层", When.FIRST, 2),
        Line("Q3", "混凝土衬砌", When.LAST, 3),
        Line("Q3", "通水试验", When.LAST, 4),
    ),
    "文化旅游": (
        Line("Q2", "石材、木材、钢构件", When.FIRST, 1),
        Line("Q1", "基础与垫层", When.FIRST, 2),
        Line("Q3", "面层与构件安装", When.LAST, 3),
    ),
    "林业": (
        Line("Q2", "苗木与种植土", When.FIRST, 1),
        Line("Q1", "整地与换土", When.FIRST, 2),
        Line("Q3", "栽植", When.MIDDLE, 3),
        Line("Q3", "成活与管护", When.LAST, 4),
    ),
    "其他": (
        Line("Q2", "", When.FIRST, 1),
        Line("Q1", "", When.FIRST, 2),
        Line("Q3", "", When.LAST, 3),
    ),
}


def lines_of(field: str, code: str, *, last_month: bool = False) -> tuple[Line, ...]:
    """The lines of ``code`` for ``field``; a check that has no parts there is one line.

    A field without a template of its own is planned like 其他.
    """
    template = TEMPLATES.get(field, TEMPLATES["其他"])
    found = tuple(line for line in template if line.code == code)
    return found or (Line(code, "", When.LAST if last_month else When.FIRST),)
