"""Papers of one kind whose machines differ: the tracks of an approval (``when`` on a move)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from types import SimpleNamespace
from typing import Any


class Variant(SimpleNamespace):
    """A paper as ``when`` looks at it: the fields it reads. ``label`` is what people call it."""

    label: str


class _Probe:
    """Stands in for a paper and remembers which fields were read."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __getattr__(self, name: str) -> Any:
        self.read.append(name)
        return None


def read_by(transitions: Iterable[Any]) -> list[str]:
    """The fields of the paper that decide which moves there are."""
    probe = _Probe()
    for each in transitions:
        if each.custom.get("when") is not None:
            each.custom["when"](probe)
    return list(dict.fromkeys(probe.read))


def variants_of(paper: Any, transitions: Iterable[Any]) -> list[Variant]:
    """One paper for each combination of the choices of those fields; the default one first."""
    names = read_by(transitions)
    fields = [paper._meta.get_field(name) for name in names]
    found = []
    for values in product(*(field.choices or () for field in fields)):
        chosen = dict(zip(names, (value for value, _ in values), strict=True))
        found.append(Variant(label="、".join(str(label) for _, label in values), **chosen))
    usual = {field.name: field.default for field in fields}
    return sorted(found, key=lambda each: any(getattr(each, n) != usual[n] for n in names))


def apply(transition: Any, variant: Variant) -> bool:
    """As ``machine.applies``."""
    when = transition.custom.get("when")
    return when is None or bool(when(variant))


def editable(paper: Any, state: str, transitions: Iterable[Any]) -> bool:
    """Whether what decides the track may be filled in at ``state``."""
    open_fields = getattr(paper, "EDITABLE", {}).get(state, ())
    return any(name in open_fields for name in read_by(transitions))
