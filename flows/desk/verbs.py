"""The verbs of a seat as a table: what each is called, asks for, and when it is open.

Buttons and pages are made from it; what a verb does is in ``actions``, and it is refused there
too: the table only decides what is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flows.engine import registry
from flows.engine.inputs import Input
from flows.orgs.kinds import DISTRICT_KINDS
from flows.orgs.models import Appointment

from . import actions
from .actions.adding import places_at
from .actions.pausing import KINDS, may_resume, open_stop
from .actions.reading import takes_part
from .actions.taking import way_back
from .models import Seat, Stop
from .seats import LIVE, Place
from .sitting import open_for


@dataclass
class Here:
    """A paper as one person finds it."""

    paper: Any
    user: Any
    seats: list[Seat]
    step: Any = field(init=False)

    def __post_init__(self) -> None:
        self.step = registry.desk.step_of(self.paper)

    @cached_property
    def mine(self) -> Seat | None:
        return open_for(self.paper, self.user)

    @cached_property
    def stop(self) -> Stop | None:
        return open_stop(self.paper)

    @cached_property
    def part(self) -> bool:
        return takes_part(self.paper, self.user)

    @cached_property
    def back(self) -> str:
        """What he may take back: ``vote``, ``step``, ``draft`` (before any opinion) or nothing."""
        return way_back(self.paper, self.user)

    @property
    def added(self) -> list[Seat]:
        """The unsigned seats he has added."""
        return [s for s in self.seats if s.added_by_id == self.user.pk and s.state in LIVE]

    @property
    def signing(self) -> bool:
        """Whether he could sign now: a seat of his own or lent, and the clock runs."""
        return self.mine is not None and self.stop is None

    @cached_property
    def near(self) -> list[tuple[str, str]]:
        return self.colleagues()

    def colleagues(self) -> list[tuple[str, str]]:
        """Others of the seat's organisation, as choices."""
        return self._choices(post__organization=self.mine.post.organization) if self.mine else []

    def offices(self) -> list[tuple[str, str]]:
        """Others of the seat's organisation and of the district's offices."""
        near = {"post__organization__district": self.paper.project.district}
        others = self._choices(post__organization__kind__in=DISTRICT_KINDS, **near)
        return list(dict.fromkeys([*self.colleagues(), *others]))

    def readers(self) -> list[tuple[str, str]]:
        """People of the project's own organisations and of the district's offices."""
        project = self.paper.project
        names = ("village", "township", "owner", "contractor", "supervisor", "oversight")
        own = [getattr(project, f"{name}_id") for name in names]
        found = self._choices(post__organization__in=[pk for pk in own if pk])
        near = {"post__organization__district": project.district}
        return list(
            dict.fromkeys(
                [*found, *self._choices(post__organization__kind__in=DISTRICT_KINDS, **near)]
            )
        )

    def _choices(self, **where: Any) -> list[tuple[str, str]]:
        """Appointments as (key, person · post); the initiator and whoever sits here are left out."""
        seated = {s.holder_id for s in self.seats} | {s.decided_by_id for s in self.seats}
        out = {self.user.pk, *(pk for pk in seated if pk)}
        if self.step is not None and not self.step.own:
            out.add(self.paper.initiator_id)
        held = Appointment.objects.filter(ended_on=None, user__is_active=True, **where)
        return [
            (str(each.pk), f"{each.user} · {each.post}")
            for each in held.select_related("user", "post__organization").order_by("post_id", "pk")
            if each.user_id not in out
        ]


Asks = Callable[[Here], list[Input]]


def person(choices: Callable[[Here], list[tuple[str, str]]], label: str) -> Asks:
    return lambda here: [Input("person", label, "choice", choices=tuple(choices(here)))]


def _adding(here: Here) -> list[Input]:
    places = tuple((str(Place(p).value), str(Place(p).label)) for p in places_at(here.paper))
    told = "前加签：对方先签，再由您签；后加签：您同意后再请对方签；并加签：与您一同会签。"
    return [
        Input("place", "方式", "choice", choices=places, help=told),
        Input("person", "加签人", "choice", choices=tuple(here.offices())),
    ]


def _dropping(here: Here) -> list[Input]:
    added = tuple((str(s.pk), f"{s.holder or s.post}") for s in here.added)
    return [Input("seat", "减去哪一席", "choice", choices=added)]


def _pausing(here: Here) -> list[Input]:
    kinds = tuple((str(Stop.Kind(k).value), str(Stop.Kind(k).label)) for k in KINDS)
    return [Input("kind", "停表事由", "choice", choices=kinds)]


@dataclass(frozen=True)
class Verb:
    """One row: ``reason`` is what the text field is called, ``wants`` whether it must be filled."""

    name: str
    label: str
    help: str
    act: Callable[..., Any]
    open: Callable[[Here], bool]
    asks: Asks = lambda here: []
    reason: str = "事由"
    wants: bool = True


VERBS: tuple[Verb, ...] = (
    Verb(
        "transfer", "转办", "交给本单位的另一位办理，由他负责；您不再承办。",
        actions.transfer, lambda h: h.signing and bool(h.near),
        person(Here.colleagues, "转给"),
    ),
    Verb(
        "delegate", "委派", "请本单位的另一位先提意见，意见回来后仍由您办理。",
        actions.delegate,
        lambda h: h.signing and _not_advice(h) and bool(h.near),
        person(Here.colleagues, "委派给"),
    ),
    Verb(
        "add_seat", "加签", "请另一位也签署意见。",
        actions.add_seat, lambda h: h.signing and _not_advice(h), _adding,
    ),
    Verb(
        "drop_seat", "减签", "减去您加的、尚未签署的席位。",
        actions.drop_seat, lambda h: bool(h.added), _dropping,
    ),
    Verb(
        "recuse", "回避", "与本事项有利害关系的，申明回避；同岗位有他人的由他人办理，表决的不计入应到。",
        actions.recuse, lambda h: h.signing and _not_advice(h),
    ),
    Verb(
        "pause", "挂起（停表）", "等待期间任何人不能办理，时限停止计算，直到恢复。",
        actions.pause, lambda h: h.signing, _pausing,
    ),
    Verb(
        "resume", "恢复", "恢复办理，停表的日子不计入时限。",
        actions.resume,
        lambda h: h.stop is not None and may_resume(h.stop, h.seats, h.user),
        reason="说明", wants=False,
    ),
    Verb(
        "recall", "撤回修改", "还没有人签署意见，撤回到您这里修改，编号不变，改好再报。",
        actions.take_back, lambda h: h.back == "draft",
    ),
    Verb(
        "take_back", "拿回", "下一环节尚未办理时，拿回自己刚才的办理，重新决定。",
        actions.take_back, lambda h: h.back in ("vote", "step"),
    ),
    Verb(
        "copy", "抄送", "送给有权查看本项目的人阅知，不需要他办理。",
        actions.copy, lambda h: h.part, person(Here.readers, "抄送给"),
        reason="附言", wants=False,
    ),
    Verb(
        "remind", "催办", "提醒承办人尽快办理；次数有限，记入留痕。",
        actions.remind, lambda h: h.part and h.mine is None, reason="附言", wants=False,
    ),
)  # fmt: skip
BY_NAME = {verb.name: verb for verb in VERBS}


def _not_advice(here: Here) -> bool:
    return here.mine is not None and Place(here.mine.place or "beside") is not Place.ADVICE


def open_verbs(here: Here) -> list[Verb]:
    """What ``here.user`` may do besides deciding, in the order of the table."""
    if here.step is None:
        return []
    return [verb for verb in VERBS if _allowed(verb, here) and verb.open(here)]


def _allowed(verb: Verb, here: Here) -> bool:
    """拿回 is a policy of the step that was signed, everything else of the step that waits."""
    return verb.name in ("recall", "take_back") or verb.name in here.step.allows
