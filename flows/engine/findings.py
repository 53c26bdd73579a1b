"""Rules answer with findings; the same finding makes gate, button, checklist and flag."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from .parameters import Parameters

Level = Literal["block", "review", "inform"]


class WorkerRef(NamedTuple):
    """A worker as findings may name him: never more than the last four of his ID."""

    name: str
    id_last4: str


@dataclass(frozen=True)
class Finding:
    """What a rule says: code, message, 条款, how to cure it, and the rows that show it."""

    code: str
    message: str
    basis: str = ""
    cure: str = ""
    workers: tuple[WorkerRef, ...] = ()
    rows: int = 0
    level: Level = "block"

    @property
    def blocks(self) -> bool:
        return self.level == "block"

    def as_json(self) -> dict[str, Any]:
        """The one public form: ``{"code","message","basis","cure","workers","rows"}``."""
        return {
            "code": self.code,
            "message": self.message,
            "basis": self.basis,
            "cure": self.cure,
            "workers": [worker._asdict() for worker in self.workers],
            "rows": self.rows,
        }


class Refused(Exception):
    """办理被拒绝：``findings`` 逐条说明规则、行、依据和怎么办。什么都没有改变。"""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = list(findings)
        super().__init__("；".join(finding.message for finding in self.findings))


class NotYours(Exception):
    """这一步不由当前用户办理。"""


class Stale(Exception):
    """文书已经被别人办理或修改：``message`` 说明谁在何时做了什么。"""


class Busy(Exception):
    """该项目正在被他人办理，请稍后重试；填写的内容已保留。"""


@dataclass(frozen=True)
class Terms:
    """What a rule may know besides the facts: the day and the parameters in force."""

    today: dt.date
    parameters: Parameters


Rule = Callable[[Any, Terms], Iterator[Finding]]


def judges(load: Callable[[Any], Any]) -> Callable[[Rule], Rule]:
    """Say which figures a rule judges: ``load(paper)`` makes them, the rule stays pure."""

    def mark(rule: Rule) -> Rule:
        rule.load = load  # type: ignore[attr-defined]
        return rule

    return mark


def evaluate(
    rules: Iterable[Rule], paper: Any, terms: Terms, loaded: Mapping[Any, Any] | None = None
) -> list[Finding]:
    """All findings of ``rules`` on ``paper``; figures wanted by several are loaded once, those in
    ``loaded`` (by what loads them) not at all."""
    loaded = dict(loaded or {})
    found: list[Finding] = []
    for rule in rules:
        load = getattr(rule, "load", None)
        if load is not None and load not in loaded:
            loaded[load] = load(paper)
        found.extend(rule(paper if load is None else loaded[load], terms))
    return found
