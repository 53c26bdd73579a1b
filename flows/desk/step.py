"""Step: the viewflow node. It declares who sits, how they sign and what follows; no code.

One node per state. Edges and labels are read from the paper's machine, so a flow that names a
move the machine lacks fails at import.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Literal

from viewflow import this
from viewflow.workflow import flow as viewflow_nodes
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Edge, Flow, Node
from viewflow.workflow.status import STATUS

from flows.engine import machine
from flows.engine.deadlines import Due

from .models import Process, Task
from .seats import Sign

Posts = Callable[[Any], list[Any]]
Nobody = Literal["incident", "refuse"]
_order = itertools.count()
ANYONE = Sign()  # 或签: the first decision counts

# What may be done at a step besides deciding (flows/desk/verbs.py has the verbs themselves).
READ = frozenset({"copy", "remind"})
OWN = READ | {"transfer", "take_back", "add_seat", "drop_seat"}
OFFICE = OWN | {"delegate", "recuse", "pause", "resume"}
VOTE = READ | {"recuse"}


class StepActivation(Activation):
    """Rests in ASSIGNED until the door carries out the step's outcome; saved by the unit."""

    type = "step"

    def __hash__(self) -> int:
        return object.__hash__(self)

    @classmethod
    def create(
        cls, flow_task: Any, prev_activation: Any, token: Any, data: Any = None, seed: Any = None
    ) -> StepActivation:
        process = (
            prev_activation if isinstance(prev_activation, Process) else prev_activation.process
        )
        return cls(Task(process=process, flow_task=flow_task, status=STATUS.NEW))

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.ASSIGNED)
    def activate(self) -> None:
        """The step lies on its desk."""

    @Activation.status.transition(source=STATUS.ASSIGNED, target=STATUS.STARTED)
    def execute(self) -> None:
        """Its outcome is being carried out."""

    @Activation.status.transition(source=STATUS.STARTED, target=STATUS.DONE)
    def complete(self) -> None:
        """The paper has left the step's state."""

    @Activation.status.transition(source=STATUS.ASSIGNED, target=STATUS.CANCELED)
    def cancel(self) -> None:
        """Nobody decides it any more: the project has come to an end."""

    @Activation.status.transition(source=STATUS.DONE)
    def create_next(self) -> Iterator[Activation]:
        """Nothing by itself: the door opens the node that belongs to the paper's new state."""
        return iter(())


@dataclass(frozen=True)
class Policy:
    """What a step declares besides its state and its posts.

    ``sign`` says how many must agree. ``due`` is a length of time, or ``due(paper)`` where the
    paper itself carries the day; ``stops`` is what the clock stands still for while the paper
    lies here. ``own`` marks steps the paper's initiator fills in himself, everywhere else he
    never sits; ``unlike`` names earlier steps whose signers may not sit here. ``allows`` names
    the verbs of the desk beside the outcomes, ``bulk`` whether it may be agreed to from the list,
    ``nobody`` what happens when nobody sits: an ``incident`` on the administrators' desk, or the
    move that leads here is refused. ``escalate`` names the posts told when it is late, ``copies``
    those it is laid before to be read, ``hides`` the fields its seats do not see, ``blind``
    whether they see each other's opinions only afterwards, ``weigh(paper, post)`` the votes.
    """

    sign: Sign | Callable[[Any], Sign] = ANYONE
    due: Due | Callable[[Any], dt.date | None] | None = None
    help: str = ""
    basis: str = ""
    own: bool = False
    unlike: tuple[str, ...] = ()
    allows: frozenset[str] | None = None
    bulk: bool = False
    nobody: Nobody = "incident"
    stops: str = ""
    escalate: Posts | None = None
    copies: Posts | None = None
    hides: tuple[str, ...] = ()
    blind: bool = False
    weigh: Callable[[Any, Any], int] | None = None


class Step(Node):
    """A step at one state of a paper.

    ``posts(paper)`` lists the posts that sit (one seat each); the rest is its :class:`Policy`,
    whose fields are the step's own attributes.
    """

    task_type = "HUMAN"
    activation_class = StepActivation
    shape: ClassVar[dict[str, Any]] = {
        "width": 150,
        "height": 100,
        "text-align": "middle",
        "svg": "",
    }
    bpmn_element = "userTask"

    # The policy, as attributes.
    _sign: Sign | Callable[[Any], Sign]
    due: Due | Callable[[Any], dt.date | None] | None
    help: str
    basis: str
    own: bool
    unlike: tuple[str, ...]
    allows: frozenset[str]
    bulk: bool
    nobody: Nobody
    stops: str
    escalate: Posts | None
    copies: Posts | None
    hides: tuple[str, ...]
    blind: bool
    weigh: Callable[[Any, Any], int] | None

    def __init__(self, label: str, *, at: Any, posts: Posts, **policy: Any) -> None:
        super().__init__()
        self._written = next(_order)
        self.task_title = self.label = label
        self.at, self.posts = at, posts
        declared = Policy(**policy)
        for each in fields(declared):
            setattr(
                self, "_sign" if each.name == "sign" else each.name, getattr(declared, each.name)
            )
        if declared.allows is None:
            self.allows = OWN if declared.own else OFFICE
        self.agreed = self.refused = ""
        self.also: tuple[str, ...] = ()
        self.returned: tuple[str, ...] = ()
        self.abstain = False
        self.choices: tuple[tuple[str, str], ...] = ()

    def on(
        self,
        *,
        agreed: str | tuple[str, ...],
        refused: str = "",
        returned: str | tuple[str, ...] = (),
    ) -> Step:
        """Name the moves that the outcomes are.

        Where one may agree in several ways, the first is the ordinary one, and the signature
        that decides says which.
        """
        self.agreed, *others = (agreed,) if isinstance(agreed, str) else agreed
        self.also, self.refused = tuple(others), refused
        self.returned = (returned,) if isinstance(returned, str) else returned
        return self

    def voting(self, *choices: tuple[str, str]) -> Step:
        """Let seats abstain, and agree in one of ``choices`` (code, label)."""
        self.abstain, self.choices = True, choices
        return self

    def sign(self, paper: Any) -> Sign:
        return self._sign(paper) if callable(self._sign) else self._sign

    def agreeing(self, paper: Any) -> str:
        """The move that agreement is for ``paper``: the first that its machine knows now."""
        names = (self.agreed, *self.also)
        return next((name for name in names if machine.find(paper, name)), self.agreed)

    @property
    def outcomes(self) -> dict[str, str]:
        """Move name → what a seat must say for it (``agreed``, ``refused``, ``returned``)."""
        found = dict.fromkeys((self.agreed, *self.also), "agreed")
        if self.refused:
            found[self.refused] = "refused"
        return found | dict.fromkeys(self.returned, "returned")

    def _outgoing(self) -> Iterator[Edge]:
        paper_flow = self.flow_class
        for each in machine.transitions(paper_flow.paper):
            if each.source == self.at and each.name in self.outcomes:
                target = paper_flow.node_at(each.target) or paper_flow.instance.node("finish")
                kind = self.outcomes[each.name]
                yield Edge(self, target, edge_class=kind, label=each.custom["label"])


class PaperFlow(Flow):
    """A flow on one kind of paper. ``paper`` is the model, ``subject`` what the trail calls it."""

    process_class = Process
    task_class = Task
    paper: ClassVar[Any] = None

    finish = viewflow_nodes.End()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.paper is None:
            return
        known = {(each.source, each.name) for each in machine.transitions(cls.paper)}
        for step in cls.steps():
            missing = [name for name in step.outcomes if (step.at, name) not in known]
            if missing:
                raise TypeError(f"{cls.__name__}.{step.name}: {step.at} 没有动作 {missing}")

    @classmethod
    def steps(cls) -> list[Step]:
        """The steps in the order they are written."""
        nodes = [node for node in cls._nodes_by_name.values() if isinstance(node, Step)]
        return sorted(nodes, key=lambda node: node._written)

    @classmethod
    def node_at(cls, state: Any) -> Step | None:
        """The step that waits at ``state``; None where the paper rests or ends."""
        return next((step for step in cls.steps() if step.at == state), None)


__all__ = ["PaperFlow", "Step", "StepActivation", "this"]
