"""Flags of a project, live from its figures, and the township's opinion on them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from flows.engine import clock
from flows.engine.findings import Finding, NotYours, Refused, Terms, WorkerRef
from flows.engine.models import Parameter
from flows.engine.privacy import scrub
from flows.engine.unit import work

from .. import figures
from ..models import FlagReview
from ..rules.lines import FLAGS, Fault

RANK = {"block": 0, "review": 1, "inform": 2}


@dataclass(frozen=True)
class Flag:
    """One red flag with everybody it names. ``status``: open, or reviewed with an opinion."""

    code: str
    level: str
    message: str
    basis: str
    cure: str
    workers: tuple[WorkerRef, ...]
    months: tuple[str, ...]
    rows: int
    fingerprint: str
    status: str = "open"
    opinion: str = ""

    def as_json(self) -> dict[str, Any]:
        """The shape of ``flags --json``."""
        return {
            "code": self.code,
            "level": self.level,
            "message": self.message,
            "basis": self.basis,
            "workers": [worker._asdict() for worker in self.workers],
            "months": list(self.months),
            "rows": self.rows,
            "status": self.status,
        }


def flags(project: Any) -> list[Flag]:
    """Every flag raised by the project's pay as it stands now, by code."""
    found = figures.pay_of(project)
    terms = Terms(clock.today(project.chain), Parameter.snapshot())
    reviews = {
        (review.code, review.fingerprint): review.opinion
        for review in FlagReview.objects.filter(project=project)
    }
    raised = []
    for code, (title, judge) in FLAGS.items():
        said = list(judge(found, terms))
        if said:
            mark = fingerprint(said)
            raised.append(_flag(code, title, said, mark, reviews.get((code, mark))))
    return raised


def _flag(code: str, title: str, said: list[Fault], mark: str, opinion: str | None) -> Flag:
    by_person: dict[int, list[Fault]] = {}
    for fault in said:
        by_person.setdefault(fault.line.engagement, []).append(fault)
    months = sorted({f"{fault.line.month:%Y-%m}" for fault in said})
    shown = "；".join(_about(mine) for mine in list(by_person.values())[:5])
    more = f"；等 {len(by_person)} 人" if len(by_person) > 5 else ""
    return Flag(
        code=code,
        level=min((fault.level for fault in said), key=RANK.__getitem__),
        message=f"{title}：{len(by_person)} 人 {len(said)} 行。{shown}{more}。",
        basis=said[0].basis,
        cure=said[0].cure,
        workers=tuple(mine[0].line.worker for mine in by_person.values()),
        months=tuple(months),
        rows=len(said),
        fingerprint=mark,
        status="open" if opinion is None else "reviewed",
        opinion=opinion or "",
    )


def _about(mine: list[Fault]) -> str:
    """What is said of one person, once, however many lines say it."""
    rows = f"（{len(mine)} 行）" if len(mine) > 1 else ""
    return f"{mine[0].line.worker.name}：{mine[0].message.rstrip('。')}{rows}"


def fingerprint(said: list[Fault]) -> str:
    """Hash over the facts behind a flag: a changed row, one more or one less opens it anew."""
    rows = sorted(
        (
            str(x.month),
            x.engagement,
            str(x.days.normalize()),
            str(x.gross),
            str(x.adjustment),
            str(x.net),
            x.trade,
            x.card,
            x.holder,
            x.relief,
            str(x.attended.normalize()),
        )
        for x in (fault.line for fault in said)
    )
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def _require_ledger_reviewer(project: Any, by: Any) -> None:
    held = [post for post in by.posts if post.code == "township.ledger"]
    if not any(post.organization_id == project.township_id for post in held):
        raise NotYours("红旗由项目所在乡镇的台账审核人复核。")


def review_flag(project: Any, code: str, *, by: Any, opinion: str) -> FlagReview:
    """乡镇台账审核 records a reasoned opinion on a flag that may be explained (level review).

    Raises NotYours, and Refused where there is no such flag, no opinion, or the flag blocks.
    """
    with work(project.chain, by) as unit:
        project = unit.current(project)
        _require_ledger_reviewer(project, by)
        flag = next((each for each in flags(project) if each.code == code), None)
        if wrong := _not_reviewable(flag, code, opinion):
            raise Refused([wrong])
        assert flag is not None
        mark = flag.fingerprint
        review = FlagReview(project=project, code=code, fingerprint=mark, by=by, at=unit.now)
        review.opinion = scrub(opinion.strip())
        unit.create(review)
        unit.record(
            None,
            "review",
            "review_flag",
            f"复核红旗 {code}",
            opinion=opinion,
            payload={"code": code, "rows": flag.rows, "fingerprint": mark},
        )
        return review


def _not_reviewable(flag: Flag | None, code: str, opinion: str) -> Finding | None:
    if flag is None:
        return Finding("FLAG_GONE", f"{code} 目前没有亮起。", cure="请刷新页面。")
    if flag.level == "block":
        return Finding(
            "FLAG_BLOCKS",
            f"{code} 是阻断级，不能以意见放行。",
            flag.basis,
            flag.cure,
            flag.workers,
            flag.rows,
        )
    if not opinion.strip():
        return Finding("OPINION_MISSING", "复核红旗必须写明意见。")
    if flag.status == "reviewed":
        return Finding("FLAG_REVIEWED", f"{code} 已经复核，事实没有变化。")
    return None
