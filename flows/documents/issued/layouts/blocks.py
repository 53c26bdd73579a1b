"""What a paper is made of, top to bottom. One layout makes the base .docx and the print page.

Texts hold placeholders in Chinese (``{{ 项目名称 }}``), as the district's people meet them in Word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ...kinds import PaperKind

Style = Literal[
    "letterhead", "number", "title", "to", "body", "heading", "subheading", "plain", "closing",
    "appendix", "note",
]  # fmt: skip
ROW = "行"  # the one name of a row inside a loop


@dataclass(frozen=True)
class Text:
    """One paragraph; shown only where the field ``when`` says something."""

    text: str
    style: Style = "body"
    when: str = ""


@dataclass(frozen=True)
class Each:
    """One paragraph for every row of the list ``rows``."""

    rows: str
    text: str
    style: Style = "body"


@dataclass(frozen=True)
class Column:
    """``width`` in mm; ``align`` left for words, right for money, center for the rest."""

    title: str
    width: int
    align: Literal["left", "center", "right"] = "center"
    key: str = ""

    @property
    def name(self) -> str:
        return self.key or self.title


@dataclass(frozen=True)
class Table:
    """The rows of the list ``rows``; ``total`` is a last row over all columns."""

    rows: str
    columns: tuple[Column, ...]
    total: str = ""


@dataclass(frozen=True)
class Break:
    """What follows begins on a new page."""


Block = Text | Each | Table | Break


@dataclass(frozen=True)
class Need:
    """A field without which the paper cannot be issued, and where it is filled in."""

    field: str
    basis: str
    cure: str


COMMON = ("发文机关", "标题", "文号", "落款", "成文日期", "项目名称", "项目代码")
STAMP = ("版次", "校验码")  # known only when it is issued; no part of the content


@dataclass(frozen=True)
class Layout:
    """``fields`` are texts, ``lists`` maps each list to the fields of its rows.

    ``private``: it names people, so that every file that leaves is recorded.
    """

    kind: PaperKind
    fields: tuple[str, ...]
    lists: Mapping[str, tuple[str, ...]]
    blocks: tuple[Block, ...]
    needs: tuple[Need, ...]
    landscape: bool = False
    private: bool = False

    @property
    def known(self) -> tuple[str, ...]:
        """Every placeholder of the kind."""
        return (*COMMON, *self.fields, *self.lists, *STAMP)

    def sample(self) -> dict[str, Any]:
        """Something in every place, for the trial of a template."""
        found: dict[str, Any] = {name: f"（{name}）" for name in (*COMMON, *self.fields, *STAMP)}
        for name, keys in self.lists.items():
            found[name] = [{key: f"（{key}{at}）" for key in keys} for at in (1, 2)]
        return found

    def unsaid(self, content: Mapping[str, Any]) -> Iterator[Need]:
        """The needs that ``content`` leaves empty, in order."""
        return (need for need in self.needs if not content.get(need.field))


def columns(text: str) -> tuple[Column, ...]:
    """``序号 12, 姓名 20 left``: titles, widths in mm and alignment."""
    found = []
    for each in text.split(","):
        title, width, *align = each.split()
        found.append(Column(title, int(width), align[0] if align else "center"))  # type: ignore[arg-type]
    return tuple(found)
