"""The checklist of a project at any stage, the committee's word on its items, and explanations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from flows.engine import clock
from flows.engine.findings import Finding, NotYours, Refused, Terms
from flows.engine.models import Parameter
from flows.engine.privacy import scrub
from flows.engine.unit import Unit, work
from flows.payroll.actions.flags import Flag
from flows.projects.models import Project

from ..figures.dossier import dossier
from ..models import AcceptanceCase, CommitteeMember, ItemExplanation, ItemReview
from ..rules.checklist import Conclusion, checklist, proposed
from ..rules.items import CHECKS, Item
from ..states import CaseState, ItemWord, chairing

BASIS = "实施意见五(一)"
MOST = 400  # of an opinion, as its column
WEIGHED = ("PRE_ACCEPTING", "FORMING", "VERIFYING", "VOTING", "CONCLUDING")


@dataclass(frozen=True)
class Review:
    """The items as they stand now, what they propose, and the last recorded conclusion."""

    project: str
    items: tuple[Item, ...]
    proposed: Conclusion
    conclusion: str | None
    flags: tuple[Flag, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "project": self.project,
            "items": [item.as_json() for item in self.items],
            "proposed": self.proposed,
            "conclusion": self.conclusion,
        }


def review(project: Project) -> Review:
    """E1–E7, L1–L18 of ``project`` from live figures, at any stage."""
    terms = Terms(clock.today(project.chain), Parameter.snapshot())
    found = dossier(project)
    items = tuple(checklist(found, terms))
    concluded = AcceptanceCase.objects.filter(project=project, concluded_on__isnull=False)
    last = concluded.order_by("-number").first()
    said = last.conclusion if last else None
    return Review(project.code, items, proposed(items), said, found.flags)


class Word(NamedTuple):
    """A member's word on one item: 确认, or 有异议 with what is wrong."""

    word: str
    opinion: str = ""


def review_items(
    case: AcceptanceCase, said: Mapping[str, Word], *, by: Any, rest: bool = False
) -> int:
    """Write ``by``'s word on items of the present round; with ``rest`` all he has not spoken on are
    confirmed, one row each. Returns how many rows are new or changed (0: nothing was written).

    A member's word may be changed until the vote starts. Whoever only speaks is heard (列席意见)
    and not counted. Raises NotYours, Refused (an item unknown, an objection without opinion).
    """
    with work(case.chain, by) as unit:
        case = unit.current(case)
        member = _reviewing(case, by)
        before = {row.code: row for row in case.reviews.filter(member=member, round=case.round)}
        wanted = {code: Word(word, scrub(text.strip())) for code, (word, text) in said.items()}
        _require_words(wanted)
        if rest:
            confirmed = Word(ItemWord.CONFIRMED)
            wanted = {code: confirmed for code in CHECKS if code not in before} | wanted
        changed = {c: w for c, w in wanted.items() if c not in before or w != _said(before[c])}
        for code, word in changed.items():
            row = before.get(code) or ItemReview(case=case, member=member, code=code)
            row.round, row.at, (row.word, row.opinion) = case.round, unit.now, word
            row.save()
        if changed:
            _record_words(unit, case, changed)
        return len(changed)


def _said(row: ItemReview) -> Word:
    return Word(row.word, row.opinion)


def _reviewing(case: AcceptanceCase, by: Any) -> CommitteeMember:
    if case.state != CaseState.VERIFYING:
        raise NotYours("逐项核验在“逐项核验”环节进行；提交表决后不能再改。")
    member = case.members.filter(user=by, recused=False).first()
    if member is None:
        raise NotYours("逐项核验由验收委员会委员办理。")
    return member


def _require_words(said: Mapping[str, Word]) -> None:
    wrong = [
        Finding("ITEM_UNKNOWN", f"核验表没有“{code}”这一项。", BASIS, "从核验表中选择。")
        for code, word in said.items() if code not in CHECKS or word.word not in ItemWord.values
    ]  # fmt: skip
    wrong += [
        Finding("CONTEST_UNSAID", f"{code} 有异议而没有写明意见。", BASIS, "写明哪里不符、依据什么。")
        for code, word in said.items() if word.word == ItemWord.CONTESTED and not word.opinion
    ]  # fmt: skip
    wrong += [
        Finding("OPINION_LONG", f"{code} 的意见超过 {MOST} 字。", BASIS, "请精简后再提交。")
        for code, word in said.items() if len(word.opinion) > MOST
    ]  # fmt: skip
    if wrong:
        raise Refused(wrong)


def _record_words(unit: Unit, case: AcceptanceCase, changed: Mapping[str, Word]) -> None:
    contested = {c: w.opinion for c, w in changed.items() if w.word == ItemWord.CONTESTED}
    state = case.get_state_display()
    unit.record(
        *(case, "edit", "review_items", f"逐项核验（第 {case.round} 轮）"),
        opinion="；".join(f"{code}：{text}" for code, text in contested.items()),
        from_state=state,
        to_state=state,
        payload={
            "round": case.round,
            "confirmed": len(changed) - len(contested),
            "contested": sorted(contested),
        },
    )


def explain_item(case: AcceptanceCase, code: str, text: str, *, by: Any) -> ItemExplanation:
    """Record the owner's or the chair's explanation of one item; a later one replaces it. Raises
    NotYours, Refused.

    It settles an item that asks for one (L2 below the target, L4 below the promise) and answers
    what members object to an item; it is no evidence, so a seal stays whole (shown as 封存后).
    """
    with work(case.chain, by) as unit:
        case = unit.current(case)
        _require_explainable(case, code, text, by)
        said = {"text": scrub(text.strip()), "by": by, "at": unit.now}
        row, _ = ItemExplanation.objects.update_or_create(case=case, code=code, defaults=said)
        state, label = case.get_state_display(), f"说明 {code}"
        unit.record(
            *(case, "edit", "explain_item", label),
            opinion=text,
            from_state=state,
            to_state=state,
            payload={"code": code},
        )
        return row


def _require_explainable(case: AcceptanceCase, code: str, text: str, by: Any) -> None:
    owner = case.project.owner_id
    owns = any(p.code == "owner.lead" and p.organization_id == owner for p in by.posts)
    if not owns and not chairing(case, by):
        raise NotYours("核验项的说明由业主项目负责人或主任填写。")
    if case.state not in WEIGHED or code not in CHECKS or not text.strip():
        said = "只能在报验后、作出结论前，对核验表中的项写明说明。"
        cure = "选择核验项，写明原因和依据。"
        raise Refused([Finding("EXPLANATION_INVALID", said, "实施意见五(一)", cure)])
