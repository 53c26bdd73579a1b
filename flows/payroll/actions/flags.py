"""Flags of a project, live from its figures, and the township's opinion on them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flows.documents.actions import keep
from flows.engine import clock
from flows.engine.findings import Finding, NotYours, Refused, Terms, WorkerRef
from flows.engine.models import Parameter
from flows.engine.privacy import scrub
from flows.engine.unit import work

from ..figures.evidence import Evidence, evidence
from ..models import FlagReview
from ..rules.fault import RANK
from ..rules.flags import Kind, Sign, raised

SHOWN = 5
EVIDENCE = "红旗复核依据"


@dataclass(frozen=True)
class Flag:
    """One red flag with everybody it names. ``status``: open, or reviewed with an opinion.

    ``projects`` are codes of other projects it speaks of: for the eyes of those who may see them.
    """

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
    projects: tuple[str, ...] = ()

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


def flags(project: Any, found: Evidence | None = None) -> list[Flag]:
    """Every flag raised by the project as it stands now, by code; never from what was kept.

    ``found``: its evidence, where the caller has just loaded it.
    """
    terms = Terms(clock.today(project.chain), Parameter.snapshot())
    reviews = {
        (review.code, review.fingerprint): review.opinion
        for review in FlagReview.objects.filter(project=project)
    }
    up = []
    for kind, signs in raised(found or evidence(project), terms):
        mark = fingerprint(signs)
        up.append(_flag(kind, signs, mark, reviews.get((kind.code, mark))))
    return up


def _flag(kind: Kind, signs: list[Sign], mark: str, opinion: str | None) -> Flag:
    by_person: dict[int, list[Sign]] = {}
    for sign in signs:
        if sign.engagement is not None:
            by_person.setdefault(sign.engagement, []).append(sign)
    first = min(signs, key=lambda sign: RANK[sign.level])
    return Flag(
        code=kind.code,
        level=first.level,
        message=_message(kind, signs, by_person),
        basis=first.basis,
        cure=first.cure,
        workers=tuple(w for mine in by_person.values() if (w := mine[0].worker)),
        months=tuple(sorted({f"{sign.month:%Y-%m}" for sign in signs if sign.month})),
        rows=len(signs),
        fingerprint=mark,
        status="open" if opinion is None else "reviewed",
        opinion=opinion or "",
        projects=tuple(sorted({code for sign in signs for code in sign.projects})),
    )


def _message(kind: Kind, signs: list[Sign], by_person: dict[int, list[Sign]]) -> str:
    if not by_person:
        return f"{kind.title}：{'；'.join(sign.said.rstrip('。') for sign in signs)}。"
    shown = "；".join(_about(mine) for mine in list(by_person.values())[:SHOWN])
    more = f"；等 {len(by_person)} 人" if len(by_person) > SHOWN else ""
    return f"{kind.title}：{len(by_person)} 人 {len(signs)} 行。{shown}{more}。"


def _about(mine: list[Sign]) -> str:
    """What is said of one person, once, however many rows say it."""
    rows = f"（{len(mine)} 行）" if len(mine) > 1 else ""
    name = mine[0].worker.name if mine[0].worker else ""
    return f"{name}：{mine[0].said.rstrip('。')}{rows}"


def fingerprint(signs: list[Sign]) -> str:
    """Hash over the facts behind a flag: a changed row, one more or one less opens it anew."""
    rows = sorted(
        (str(x.month), x.engagement or 0, tuple(str(fact) for fact in x.facts)) for x in signs
    )
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def ledger_reviewer(project: Any, user: Any) -> bool:
    """Whether ``user`` is 台账审核 of the project's township."""
    return any(
        post.code == "township.ledger" and post.organization_id == project.township_id
        for post in user.posts
    )


def review_flag(
    project: Any, code: str, *, by: Any, opinion: str, files: Iterable[tuple[str, bytes]] = ()
) -> FlagReview:
    """乡镇台账审核 records a reasoned opinion on a flag that may be explained (level review).

    ``files`` (name, content) are its evidence. Raises NotYours, BadFile, and Refused where there
    is no such flag, no opinion, or the flag blocks.
    """
    with work(project.chain, by) as unit:
        project = unit.current(project)
        if not ledger_reviewer(project, by):
            raise NotYours("红旗由项目所在乡镇的台账审核人复核。")
        flag = next((each for each in flags(project) if each.code == code), None)
        if wrong := _not_reviewable(flag, code, opinion):
            raise Refused([wrong])
        assert flag is not None
        mark = flag.fingerprint
        review = FlagReview(project=project, code=code, fingerprint=mark, by=by, at=unit.now)
        review.opinion = scrub(opinion.strip())
        unit.create(review)
        kept = [keep(unit, review, name=n, content=data, kind=EVIDENCE) for n, data in files]
        payload = {"code": code, "rows": flag.rows, "fingerprint": mark}
        payload["files"] = [each.sha256 for each in kept]
        unit.record(
            None, "review", "review_flag", f"复核红旗 {code}", opinion=opinion, payload=payload
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
