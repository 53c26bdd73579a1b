"""Ask a paper's machine: which moves there are, and what each one carries.

A move is a django-fsm transition. Its ``custom`` says ``label``, ``rules``, ``inputs``, ``tone``
and whether it wants a ``reason``; its ``permission`` who may make it apart from the desk.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

from django_fsm import FSMField, FSMFieldMixin, Transition
from django_fsm import transition as fsm_transition

from .findings import Rule
from .inputs import Input

__all__ = [
    "StateField",
    "Transition",
    "applies",
    "find",
    "initiator",
    "move",
    "moves_from",
    "permits",
    "seated",
    "state_field",
]


class StateField(FSMField):
    """A state. Migrations see a plain text column: the machine is code, not schema, and every
    FSMField in a migration's history would listen to every model that is prepared."""

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        kwargs.pop("choices", None)
        return name, "django.db.models.CharField", args, kwargs


def seated(paper: Any, user: Any) -> bool:
    """Permission of a step's own outcomes: a seat is the permission, and the desk checks it."""
    return False


def initiator(paper: Any, user: Any) -> bool:
    """Permission of what only the person may do who started the paper."""
    return paper.initiator_id is not None and paper.initiator_id == user.pk


def nobody(paper: Any, user: Any) -> bool:
    """Permission of moves that only the door makes, from OPENS."""
    return False


def move(
    field: Any,
    source: Any,
    target: Any,
    label: str,
    *,
    rules: tuple[Rule, ...] = (),
    inputs: tuple[Input, ...] = (),
    tone: str = "neutral",
    permission: Callable[[Any, Any], bool] = seated,
    reason: bool = False,
    when: Callable[[Any], bool] | None = None,
    reopens: bool = False,
) -> Any:
    """A django-fsm transition with what the door needs, in one line of the state page.

    ``tone`` is how the button looks: ``ok``, ``neutral``, ``warn`` (return) or ``bad`` (refuse);
    ``reason``: the door refuses the move without an opinion; ``when``: the machine has the move
    only for papers of which this holds (the track of an approval); ``reopens``: ``source`` is where
    the paper rests, and this takes it up again (增补).
    """
    custom: dict[str, Any] = {"label": label, "rules": rules, "inputs": inputs, "tone": tone}
    custom |= {"reason": reason, "when": when, "reopens": reopens}
    return fsm_transition(
        field=field, source=source, target=target, permission=permission, custom=custom
    )


def permits(transition: Transition, paper: Any, user: Any) -> bool:
    """Whether ``user`` may make ``transition`` apart from the desk; never by omission."""
    asked = transition.permission
    return callable(asked) and bool(asked(paper, user))


def state_field(model: Any) -> FSMFieldMixin:
    return model._meta.get_field("stage" if model.__name__ == "Project" else "state")


def transitions(model: Any) -> Iterator[Transition]:
    """Every (source, move, target) of a model's machine."""
    yield from state_field(model).get_all_transitions(model)


def rests(model: Any, state: str) -> bool:
    """No move leads on from ``state``: at most the paper may be taken up again."""
    leaving = (each for each in transitions(model) if each.source in (state, "*"))
    return all(each.custom.get("reopens") for each in leaving)


def moves_from(paper: Any) -> list[Transition]:
    """The moves the machine knows from the paper's present state, in order of declaration."""
    present = state_field(type(paper)).get_state(paper)
    found = [
        each
        for each in transitions(type(paper))
        if each.source in (present, "*") and applies(each, paper)
    ]
    return sorted(found, key=lambda each: _line(paper, each.name))


def applies(transition: Transition, paper: Any) -> bool:
    """Whether ``transition`` exists for this ``paper`` at all (its track)."""
    when = transition.custom["when"]
    return when is None or bool(when(paper))


def _line(paper: Any, name: str) -> int:
    """Where a move is written: django-fsm gives them by name, a page shows them as declared."""
    return int(inspect.unwrap(getattr(type(paper), name)).__code__.co_firstlineno)


def find(paper: Any, name: str) -> Transition | None:
    return next((each for each in moves_from(paper) if each.name == name), None)
