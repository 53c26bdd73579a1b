"""办事指南: what each step needs, from whom, on what basis. Read off the code and the parameters.

Nothing is written here that stands elsewhere: steps and policies from the flows, moves and rules
from the machines, time limits from the parameters in force, cures from the findings of the rules.
"""

from __future__ import annotations

import ast
import datetime as dt
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from flows.desk.models import Stop
from flows.desk.pages import policy_of
from flows.desk.verbs import VERBS
from flows.documents.elements import DocumentKind, wanted
from flows.engine import machine, registry
from flows.engine.deadlines import Due
from flows.engine.parameters import Parameters
from flows.orgs.kinds import PostCode

SAYS = {"agreed": "同意", "refused": "不同意", "returned": "退回"}
OURS = re.compile(
    r"（[^（）]*domain\.md[^（）]*）|[；，]?\s*domain\.md [\w.#、 ]*|^(\d\.\d+|issue \d)："
)
GAP = "…"  # where a message writes in what it has found


def who(sitting: Any) -> list[str]:
    """The posts that a function of the flows may seat, with their kind of organisation."""
    codes = dict.fromkeys(sitting.codes)
    return [f"{PostCode(c).label}（{PostCode(c).organization_kind.label}）" for c in codes]


@dataclass(frozen=True)
class Terms:
    """For whom and when the limits are shown."""

    parameters: Parameters
    today: dt.date
    district: str


def contents() -> list[dict[str, Any]]:
    """Every flow in the order of the corridor, with its steps."""
    return [
        {
            "kind": kind,
            "label": title_of(flow),
            "steps": [
                {"name": step.name, "label": step.label, "who": who(step.posts)}
                for step in flow.steps()
            ],
        }
        for kind, flow in registry.flows().items()
    ]


def title_of(flow: Any) -> str:
    return (flow.__doc__ or "").strip()


def guide_of(flow: Any, terms: Terms) -> list[dict[str, Any]]:
    """One entry a step of ``flow``, in order."""
    return [_step(flow, step, terms) for step in flow.steps()]


def _step(flow: Any, step: Any, terms: Terms) -> dict[str, Any]:
    moves = [each for each in machine.transitions(flow.paper) if each.source == step.at]
    chosen = [each for name in step.outcomes for each in moves if each.name == name]
    return {
        "name": step.name,
        "label": step.label,
        "help": step.help,
        "basis": step.basis,
        "who": who(step.posts),
        "how": _how(flow, step),
        "outcomes": [_outcome(flow, step, each) for each in chosen],
        "needs": list(_needs(chosen)),
        "then": list(_then(flow, step, chosen)),
        "inputs": [each for move in chosen for each in move.custom["inputs"]],
        "fields": _fields(flow.paper, step.at),
        "elements": _elements(flow.paper, step.at),
        "time": time_of(step, terms),
        "verbs": [verb for verb in VERBS if verb.name in step.allows],
        "others": list(_others(flow, step, moves)),
    }


def _how(flow: Any, step: Any) -> list[str]:
    """How the seats of the step decide, and who may not sit."""
    known = {each.name: each.label for each in flow.steps()}
    apart = "、".join(f"“{known[name]}”" for name in step.unlike)
    copied = "、".join(who(step.copies)) if step.copies else ""
    said = (
        "表决：到会和同意的比例按参数。" if callable(step._sign) else policy_of(None, step),
        "由发起本事项的单位自己填写办理。" if step.own else "本事项的发起人不得办理。",
        f"办理{apart}的人不得在本环节签署。" if apart else "",
        "各席互不可见，表决结束后公开。" if step.blind else "",
        "可以在待办中批量同意。" if step.bulk else "",
        f"到达时抄送：{copied}。" if copied else "",
    )
    return [each for each in said if each]


def _outcome(flow: Any, step: Any, move: Any) -> dict[str, str]:
    onward = flow.node_at(move.target)
    state = dict(flow.paper._meta.get_field("state").choices)[move.target]
    return {
        "says": SAYS[step.outcomes[move.name]],
        "label": move.custom["label"],
        "leads": f"到“{onward.label}”" if onward else f"办结：{state}",
        "href": f"#{onward.name}" if onward else "",
    }


def _needs(moves: list[Any]) -> Iterator[dict[str, Any]]:
    """The rules of the step's moves, each once: which moves it holds, its clause, its cures."""
    holds: dict[Any, list[str]] = {}
    for move in moves:
        for rule in move.custom["rules"]:
            holds.setdefault(rule, []).append(move.custom["label"])
    for rule, labels in holds.items():
        cures = dict.fromkeys(each.cure for each in findings_of(rule) if each.cure)
        yield {"clause": clause_of(rule), "moves": list(dict.fromkeys(labels)), "cures": cures}


def clause_of(rule: Any) -> str:
    """A rule's docstring without our own working papers: officials are shown clauses."""
    said = OURS.sub("", inspect.getdoc(rule) or "")
    return " ".join(said.split()).strip("；，：: ")


def _then(flow: Any, step: Any, moves: list[Any]) -> Iterator[str]:
    """What may still be refused when all agree, by what opens in the new states."""
    says = step.outcomes
    seen = []
    for move in [each for each in moves if says[each.name] == "agreed"]:
        for opener in registry.opened(flow.paper.__name__, move.target):
            seen += [f"{each.message}{each.cure}" for each in findings_of(opener)]
    yield from dict.fromkeys(seen)


def _fields(paper: Any, state: str) -> list[dict[str, str]]:
    named = [paper._meta.get_field(name) for name in paper.EDITABLE.get(state, ())]
    return [{"label": str(f.verbose_name), "help": str(f.help_text)} for f in named]


def _elements(paper: Any, state: str) -> dict[str, Any] | None:
    """The document whose 以工代赈 elements are written at ``state``, by the name of its field."""
    path = paper.DOCUMENT.get(state)
    if path is None:
        return None
    field, model = None, paper
    for name in path.split("."):
        field = model._meta.get_field(name)
        model = field.related_model
    kind = next(k for k in DocumentKind if field is not None and k.label == field.verbose_name)
    return {"title": kind.label, "wanted": wanted(kind)}


def time_of(step: Any, terms: Terms) -> dict[str, str]:
    """The step's limit in words, with the basis of the parameter in force."""
    stop = f"期间{Stop.Kind(step.stops).label}，审批时限停止计算。" if step.stops else ""
    if step.due is None:
        return {"text": "不设时限。", "basis": "", "stop": stop}
    if not isinstance(step.due, Due):
        return {"text": "以文书上写明的日期为准。", "basis": "", "stop": stop}
    due, given = step.due, {"on": terms.today, "district": terms.district}
    found = terms.parameters.find(due.parameter, **given) if due.parameter else None
    days, unit = found.days if found else due.days, "工作日" if due.working else "自然日"
    text = f"{days} 个{unit}，自到达次日起算；到期提醒、逾期升级提醒，不因超时视为同意。"
    return {"text": text, "basis": found.basis if found else "本系统默认", "stop": stop}


def _others(flow: Any, step: Any, moves: list[Any]) -> Iterator[dict[str, str]]:
    """Moves off the desk while the paper lies here, and who may make them."""
    for move in moves:
        if move.name in step.outcomes or move.permission in (machine.nobody, machine.seated):
            continue
        mine = move.permission is machine.initiator
        people = "发起人" if mine else "、".join(who(move.permission))
        reason = "，须写明理由" if move.custom["reason"] else ""
        yield {**_leads(flow, move), "label": move.custom["label"], "who": f"{people}{reason}"}


def _leads(flow: Any, move: Any) -> dict[str, str]:
    onward = flow.node_at(move.target)
    return {"leads": f"到“{onward.label}”" if onward else "办结"}


# ── what rules say, read from their source ──


@dataclass(frozen=True)
class Saying:
    """A finding as it is written in a rule; what is computed is an ellipsis."""

    message: str
    basis: str
    cure: str


def findings_of(rule: Callable[..., Any]) -> tuple[Saying, ...]:
    """Every Finding that ``rule`` may give, those of the rules it asks included."""
    return _read(inspect.unwrap(rule), ())


@cache
def _read(rule: Any, given: tuple[tuple[str, str], ...]) -> tuple[Saying, ...]:
    """The findings of ``rule``, asked with the texts ``given`` for its parameters."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(rule)))
    named = {k: v for k, v in rule.__globals__.items() if k.isupper() and isinstance(v, str)}
    local: dict[str, ast.expr] = {k: ast.Constant(v) for k, v in [*named.items(), *given]}
    local |= {
        node.targets[0].id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    found: list[Saying] = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id == "Finding":
            found.append(_saying(node, local))
        elif (asked := _named(node.func, rule)) is not None and asked is not rule:
            found += _read(inspect.unwrap(asked), _handed(asked, node, local))
    return tuple(dict.fromkeys(found))


def _handed(asked: Any, call: ast.Call, local: dict[str, ast.expr]) -> tuple[tuple[str, str], ...]:
    """The texts that a call hands to the parameters of what it asks."""
    names = list(inspect.signature(inspect.unwrap(asked)).parameters)
    given = [*zip(names, call.args, strict=False), *((k.arg, k.value) for k in call.keywords)]
    texts = ((name, _text(node, local)) for name, node in given if name)
    return tuple((name, text) for name, text in texts if text.strip(GAP))


def _named(node: ast.expr, rule: Any) -> Any:
    """What ``node`` names among the rules, as ``rule`` sees it; None for all else."""
    known = rule.__globals__
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        found = getattr(known.get(node.value.id), node.attr, None)
    else:
        found = known.get(node.id) if isinstance(node, ast.Name) else None
    judges = inspect.isfunction(found) and ".rules" in found.__module__
    return found if judges else None


def _saying(call: ast.Call, local: dict[str, ast.expr]) -> Saying:
    given = dict(zip(("code", "message", "basis", "cure"), call.args, strict=False))
    given |= {word.arg: word.value for word in call.keywords if word.arg}
    parts = {name: given.get(name) for name in ("message", "basis", "cure")}
    return Saying(**{name: _text(node, local).strip(f"{GAP}；") for name, node in parts.items()})


def _text(node: ast.expr | None, local: dict[str, ast.expr]) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(each, local) for each in node.values)
    if isinstance(node, ast.BinOp):
        return _text(node.left, local) + _text(node.right, local)
    if isinstance(node, ast.Name) and node.id in local:
        rest = {name: value for name, value in local.items() if name != node.id}
        return _text(local[node.id], rest)
    return GAP if node is not None else ""
