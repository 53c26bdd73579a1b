"""What a room adds to the page of its papers: ``PANELS[kind](paper, user) -> context``.

The decision page is the same for every paper. A room that has more to show registers a function
here (in its views.py) and puts a template beside it: ``templates/<room>/<model, lower case>.html``,
which is included with that context. ``EVERY`` serves all papers (documents: elements, files).
``suggested`` (name → value) is what the fields of the paper's moves are filled in with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.template import TemplateDoesNotExist
from django.template.loader import get_template

Panel = Callable[[Any, Any], dict[str, Any]]

# Keep one uploaded file with a paper as ``user``: (paper, user, upload) -> a row with ``file``.
Enclose = Callable[[Any, Any, Any], Any]

PANELS: dict[str, Panel] = {}
EVERY: list[Panel] = []
ENCLOSE: list[Enclose] = []


@contextmanager
def enclosing(paper: Any, user: Any, uploads: Iterable[Any]) -> Iterator[None]:
    """Keep ``uploads`` with the decision made inside: both are written, or neither is."""
    rows: list[Any] = []
    try:
        for upload in uploads:
            rows += [enclose(paper, user, upload) for enclose in ENCLOSE]
        yield
    except BaseException:
        for row in rows:  # the database forgets what it refused; the disk has to be told
            row.file.delete(save=False)
        raise


def panel(kind: str) -> Callable[[Panel], Panel]:
    """Register the decorated function for papers of ``kind``."""

    def mark(function: Panel) -> Panel:
        PANELS[kind] = function
        return function

    return mark


def context_of(paper: Any, user: Any) -> dict[str, Any]:
    """What all panels of ``paper`` say, with ``fragment``: the room's own template or None."""
    found: dict[str, Any] = {"fragment": fragment_of(paper)}
    own = PANELS.get(type(paper).__name__)
    for each in (*EVERY, *([own] if own else [])):
        found |= each(paper, user)
    return found


def fragment_of(paper: Any) -> Any | None:
    room = type(paper).__module__.split(".")[1]
    try:
        return get_template(f"{room}/{type(paper).__name__.lower()}.html")
    except TemplateDoesNotExist:
        return None
