"""Where the data of each kind comes from: a registry, so that imports keep pointing to the past.

``apps.ready()`` fills it from flows/reports/papers, which may read every room.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flows.engine.findings import Finding, Terms
from flows.orgs.models import Post

from ..kinds import PaperKind

Content = dict[str, Any]


@dataclass(frozen=True)
class Draft:
    """What could go out about ``paper``: its content as far as the facts give it, and what is
    wrong or not yet so. All values of ``content`` are text, or lists of rows of text."""

    paper: Any
    title: str
    content: Content
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True)
class Source:
    """``gather(project, terms, pk)``: drafts of one project in a constant number of statements, of
    the one paper ``pk`` where it is given. ``posts(paper)``: who signs it for his body."""

    kind: PaperKind
    gather: Callable[[Any, Terms, int | None], list[Draft]]
    posts: Callable[[Any], list[Post]]


_sources: dict[str, Source] = {}


def install(sources: tuple[Source, ...]) -> None:
    _sources.clear()
    _sources.update({source.kind: source for source in sources})


def source_of(kind: str) -> Source:
    """Raises KeyError where no room gives such a paper."""
    return _sources[kind]


def sources() -> tuple[Source, ...]:
    return tuple(_sources.values())
