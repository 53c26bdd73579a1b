"""What the door says when it stays shut, and the checks that every move begins with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from .findings import Finding, Refused, Rule, Stale, Terms, evaluate
from .paper import label_of
from .unit import Unit

LAID_DOWN = "LAID_DOWN"  # the desk's word for what lies on no desk any more (停办)


def require(rules: Iterable[Rule], paper: Any, terms: Terms) -> None:
    """Raise Refused with the findings of ``rules`` that block."""
    wrong = [finding for finding in evaluate(rules, paper, terms) if finding.blocks]
    if wrong:
        raise Refused(wrong)


def ended(paper: Any) -> Finding | None:
    """That ``paper``'s project is over; None while it goes on, and for what outlives it."""
    over = getattr(getattr(paper, "project", None), "over", "")
    if not over or getattr(paper, "OUTLIVES", False):
        return None
    cure = "只能查看、导出；报酬方面的问题可以投诉。"
    return Finding("PROJECT_ENDED", f"{over}，不能再办理。", cure=cure)


def require_alive(paper: Any) -> None:
    """Raise Refused where ``paper``'s project has come to an end."""
    wrong = ended(paper)
    if wrong is not None:
        raise Refused([wrong])


def require_unchanged(unit: Unit, paper: Any, expect: int | None) -> None:
    """Raise Stale, saying who did what and when, unless ``paper`` is at version ``expect``."""
    if expect is None or expect == paper.version:
        return
    last = (
        unit.chain.entries.filter(paper=type(paper).__name__, paper_id=paper.pk)
        .order_by("-sequence")
        .first()
    )
    moment = timezone.localtime(last.happened_at) if last else None
    said = f"{last.actor_name} 已于 {moment:%Y-%m-%d %H:%M} 办理“{last.label}”" if last else ""
    raise Stale(f"该文书在您打开之后已有变化：{said}。请查看后重新办理，您填写的内容已保留。")


def require_valid(paper: Any) -> None:
    """Raise Refused, naming the field, where ``paper`` cannot be stored as it now is."""
    try:
        paper.full_clean(exclude=["created_at", "initiator"])
    except ValidationError as error:
        raise Refused(_invalid(paper, error)) from error


def _invalid(paper: Any, error: ValidationError) -> list[Finding]:
    found = []
    for name, messages in error.message_dict.items():
        known = {field.name: field.verbose_name for field in paper._meta.fields}
        label = f"“{known[name]}”：" if name in known else ""
        text = "".join(messages)
        found.append(Finding("FIELD_INVALID", f"{label}{text}", cure="按提示改正后重新保存。"))
    return found


def require_unsigned(seats: Iterable[Any]) -> None:
    """Raise Refused once somebody at the step has signed: his signature stands under the text."""
    signed = next((seat for seat in seats if seat.signed), None)
    if signed is not None:
        raise Refused(
            [
                Finding(
                    "ALREADY_SIGNED",
                    f"{signed.holder or signed.post}已在本环节签署，内容不能再改。",
                    cure="需要修改的，请写明意见退回，修改后重新办理。",
                )
            ]
        )


def require_elements(elements: Mapping[str, Any]) -> None:
    """Raise Refused unless ``elements`` maps each key to its named parts."""
    wrong = [key for key, parts in elements.items() if not isinstance(parts, dict)]
    if wrong:
        text = f"要素 {'、'.join(wrong)} 的内容不完整，无法保存。"
        raise Refused([Finding("ELEMENTS_INVALID", text, cure="请在要素表中逐项填写。")])


def not_here(paper: Any, move: str = "") -> Finding:
    cure = "请刷新页面，按当前环节办理。"
    if move == "withdraw":
        cure = "尚未报送的直接修改；已经作出决定的不能撤回，只能办理撤销或变更。"
    why = f"{paper.title}目前处于“{label_of(paper)}”，不能进行该操作。"
    return Finding("MOVE_NOT_OPEN", why, cure=cure)


def no_such_vote(says: str) -> Finding:
    return Finding("VOTE_UNKNOWN", f"表决意见不能是“{says}”。", cure="请选择同意、不同意或弃权。")


def opinion_missing(label: str) -> Finding:
    return Finding("OPINION_MISSING", f"“{label}”必须写明意见。", cure="请在意见栏写明理由。")


def stuck(step: Any) -> Finding:
    return Finding(
        "NOBODY_LEFT",
        f"“{step.label}”到会或可表决的人数不足，不能形成结果。",
        cure="请补足人员后再办理。",
    )
