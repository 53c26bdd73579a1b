"""What the door knows of later rooms: their flows and what opens next.

``apps.ready()`` fills it from flows/flows.py, so that imports keep pointing to the past.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from .unit import Unit

Opener = Callable[["Unit", Any], None]


class Desk(Protocol):
    """What the door asks of flows/desk/desk.py."""

    def step_of(self, paper: Any) -> Any: ...
    def seats_at(self, paper: Any) -> list[Any]: ...
    def has_seat(self, paper: Any, user: Any) -> bool: ...
    def seat_of(self, paper: Any, user: Any) -> Any: ...
    def follow(
        self, unit: Unit, paper: Any, move: str, *, direct: bool = False, reopen: Any = None
    ) -> None: ...
    def require_running(self, paper: Any) -> None: ...
    def suspended(self, paper: Any) -> Any | None: ...
    def decides_already(self, paper: Any) -> bool: ...
    def vote(
        self, unit: Unit, paper: Any, seat: Any, says: str, opinion: str, choice: str = ""
    ) -> str: ...


desk: Desk
_flows: dict[str, Any] = {}
_opens: dict[tuple[str, str], tuple[Opener, ...]] = {}


def install(
    the_desk: Desk, flows: dict[str, Any], opens: dict[tuple[str, str], tuple[Opener, ...]]
) -> None:
    """Fill the registry: the desk, flows by paper kind, openers by (paper kind, state)."""
    global desk
    desk = the_desk
    _flows.clear()
    _flows.update(flows)
    _opens.clear()
    _opens.update(opens)


def flow_of(paper: Any) -> Any | None:
    return _flows.get(type(paper).__name__)


def flows() -> dict[str, Any]:
    return dict(_flows)


def opened(kind: str, state: str) -> tuple[Opener, ...]:
    """What is run when a paper of ``kind`` enters ``state``."""
    return _opens.get((kind, state), ())


def openers(paper: Any) -> tuple[Opener, ...]:
    """What is run, in this order, when ``paper`` has entered its present state."""
    return _opens.get((type(paper).__name__, paper.state), ())
