"""What is wrong with a flow can partly be read off its declaration: labels, posts, ways back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flows.engine import machine
from flows.orgs.kinds import PostCode

from ..step import OFFICE, OWN, READ, VOTE, Step
from .configs import Made
from .explore import Fault
from .rows import representative

VERBS = READ | OWN | OFFICE | VOTE


def declared(flow: Any, made: Made) -> list[Fault]:
    """Everything wrong with the steps and moves of ``flow`` as they are written."""
    faults = [fault for step in flow.steps() for fault in _step(flow, step)]
    faults += [
        fault for each in machine.transitions(flow.paper) for fault in _move(flow, each, made)
    ]
    if not _finals(flow):
        faults.append(Fault("no-end", "没有办结的状态：每个状态都还有下一步。"))
    return faults


def _finals(flow: Any) -> list[str]:
    states = [state for state, _ in machine.state_field(flow.paper).choices or ()]
    return [state for state in states if machine.rests(flow.paper, state)]


# ── steps ──


def _step(flow: Any, step: Step) -> Iterator[Fault]:
    where = f"环节“{step.label}”"
    if flow.node_at(step.at) is not step:
        yield Fault("step-doubled", f"{where}与另一环节在同一状态，轮不到它。")
    if step.nobody not in ("incident", "refuse"):
        yield Fault("step-nobody", f"{where}没有写明无人可办时怎么办。")
    yield from _posts(where, step.posts)
    if representative(step) is None:
        yield Fault("sign-undeclared", f"{where}的签署规则随文书而变，没有申明代表性的规则。")
    unknown = sorted(step.allows - VERBS)
    if unknown:
        yield Fault("verb-unknown", f"{where}允许不存在的操作：{'、'.join(unknown)}。")
    yield from _separated(flow, step, where)
    for name in step.returned:
        yield from _return(flow, step, name)


def _posts(where: str, holders: Any) -> Iterator[Fault]:
    codes = tuple(getattr(holders, "codes", ()))
    if not codes:
        yield Fault("post-missing", f"{where}没有写明由哪些岗位办理。")
    strange = [code for code in codes if code not in PostCode.values]
    if strange:
        yield Fault("post-unknown", f"{where}写了不存在的岗位：{'、'.join(strange)}。")


def _separated(flow: Any, step: Step, where: str) -> Iterator[Fault]:
    """分设: who may not sit, and whether anybody is left."""
    named = {each.name: each for each in flow.steps()}
    strange = [name for name in step.unlike if name not in named]
    if strange:
        yield Fault("unlike-unknown", f"{where}须与不存在的环节分设：{'、'.join(strange)}。")
    codes = set(getattr(step.posts, "codes", ()))
    barred = {c for name in step.unlike if name in named for c in named[name].posts.codes}
    if codes and codes <= barred:
        yield Fault("unlike-nobody", f"{where}的岗位都在须分设的环节办理过，没有人能办。")
    first = flow.steps()[0]
    if first.own and not step.own and codes and codes <= set(getattr(first.posts, "codes", ())):
        yield Fault("initiator-only", f"{where}只有发起人的岗位，而发起人不能办理自己的文书。")


def _return(flow: Any, step: Step, name: str) -> Iterator[Fault]:
    """A return lands at an earlier step (or at 补正), and from there the way leads back here."""
    each = next(
        e for e in machine.transitions(flow.paper) if e.name == name and e.source == step.at
    )
    said = f"“{step.label}”的“{each.custom.get('label')}”"
    target, order = flow.node_at(each.target), flow.steps()
    if target is None:
        yield Fault("return-nowhere", f"{said}退到没有人办理的状态。")
    elif not target.stops and order.index(target) >= order.index(step):
        yield Fault("return-forward", f"{said}没有退到在前的环节，而是“{target.label}”。")
    elif step.at not in _onward(flow, target):
        yield Fault("return-lost", f"{said}退回后，从“{target.label}”办理不到本环节，直达不了。")


def _onward(flow: Any, step: Step) -> set[str]:
    """The states that agreeing leads to from ``step``."""
    found: set[str] = set()
    todo = [step]
    while todo:
        here = todo.pop()
        for each in machine.transitions(flow.paper):
            agreed = each.name in (here.agreed, *here.also) and each.source == here.at
            if agreed and each.target not in found:
                found.add(str(each.target))
                after = flow.node_at(each.target)
                todo += [after] if after else []
    return found


# ── moves ──


def _move(flow: Any, each: Any, made: Made) -> Iterator[Fault]:
    label, asked = str(each.custom.get("label") or ""), each.permission
    where = f"动作“{label or each.name}”"
    if not label:
        yield Fault("move-unlabelled", f"{where}没有名称。")
    if not callable(asked):
        yield Fault("move-unpermitted", f"{where}没有写明由谁办理。")
    elif asked is machine.seated:
        offered = [s for s in flow.steps() if s.at == each.source and each.name in s.outcomes]
        if not offered:
            yield Fault("move-unoffered", f"{where}由席位办理，而没有环节列出它。")
    elif asked is machine.nobody:
        if not made(flow.paper.__name__, each.name):
            yield Fault("move-unmade", f"{where}不由人办理，也没有任何程序办理它。")
    elif asked is not machine.initiator:
        codes = tuple(getattr(asked, "codes", ()))
        if not codes:
            yield Fault("move-unheld", f"{where}没有写明由哪些岗位办理。")
        elif strange := [code for code in codes if code not in PostCode.values]:
            yield Fault("move-post-unknown", f"{where}由不存在的岗位办理：{'、'.join(strange)}。")
