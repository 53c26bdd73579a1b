"""封存: what was sealed when the committee began, and what of it is no longer as it was.

A seal is broken by any row that changed, came or went, by a parameter that judges otherwise, by
another baseline, and by a seal that no longer fits its own hash or the trail's. An explanation is none of these.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from flows.engine import clock
from flows.engine.models import Parameter

from .canonical import Part, canonical
from .counting import every

# Deadlines of desks and reminders judge nobody's evidence.
DESK = ("step.", "remind.", "escalate.")
LAST = """
SELECT s.id, s.round, s.at, s.baseline, s.items, s.parameters, s.rows_sha256, s.sha256, c.number,
       EXISTS (SELECT 1 FROM flows_entry t WHERE t.chain_id = p.chain_id AND t.move = 'seal'
                  AND t.payload ->> 'sha256' = s.sha256)
  FROM flows_seal s
  JOIN flows_acceptancecase c ON c.id = s.case_id JOIN flows_project p ON p.id = c.project_id
 WHERE s.case_id = %(case)s ORDER BY s.round DESC LIMIT 1
"""
PARTS = "SELECT kind, rows, sha256 FROM flows_sealpart WHERE seal_id = %(seal)s"
DIGESTS = """
SELECT kind, digests::text FROM flows_sealpart WHERE seal_id = %(seal)s AND kind = ANY(%(kinds)s)
"""
Changes = tuple[tuple[str, str | None, str | None], ...]


@dataclass(frozen=True)
class Difference:
    """Keys of rows of one kind that are not as they were sealed."""

    kind: str
    changed: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        return len(self.changed) + len(self.new) + len(self.gone)


@dataclass(frozen=True)
class SealState:
    """The last seal of a case against what is there now. ``round`` 0: it was never sealed.

    ``parameters``: (key, value then, value now), None where there was or is none; ``baseline``:
    (then, now) where they differ. ``forged``: the seal does not fit its own hash, or the trail
    knows nothing of it.
    """

    round: int = 0
    number: str = ""
    at: dt.datetime | None = None
    sha256: str = ""
    rows: int = 0
    differences: tuple[Difference, ...] = ()
    parameters: Changes = ()
    baseline: tuple[int | None, int | None] | None = None
    forged: bool = False

    @property
    def sealed(self) -> bool:
        return self.round > 0

    @property
    def whole(self) -> bool:
        broken = self.differences or self.parameters or self.baseline or self.forged
        return self.sealed and not broken


def seal_state(case: Any) -> SealState:
    """Everything hashed anew and compared: five statements, whatever the number of rows."""
    found = every(LAST, case=case.pk)
    if not found:
        return SealState()
    key, round_, at, baseline, items, parameters, rows, digest, number, told = found[0]
    items, parameters = _parsed(items), _parsed(parameters)
    sealed = {kind: (count, sha) for kind, count, sha in every(PARTS, seal=key)}
    parts = {kind: sha for kind, (_, sha) in sealed.items()}
    fits = (
        told and rows == over_parts(parts) and digest == over_all(rows, items, parameters, baseline)
    )
    live, now = canonical(case.project_id, case.pk), baseline_of(case.project)
    return SealState(
        round_,
        number_of(case.project_id, number, round_, at),
        at,
        digest,
        sum(count for count, _ in sealed.values()),
        _differences(key, sealed, live),
        _moved(parameters, parameters_of(case.project)),
        None if baseline == now else (baseline, now),
        not fits,
    )


def _parsed(said: Any) -> Any:
    return json.loads(said) if isinstance(said, str) else said


def _differences(
    seal: int, sealed: dict[str, tuple[int, str]], live: tuple[Part, ...]
) -> tuple[Difference, ...]:
    """The sealed digests are read only of the kinds that differ; a kind that was not sealed then
    (an older seal) is nothing to compare."""
    unlike = [part for part in live if sealed.get(part.kind, (0, part.sha256))[1] != part.sha256]
    if not unlike:
        return ()
    kinds = [part.kind for part in unlike]
    before = {kind: json.loads(text) for kind, text in every(DIGESTS, seal=seal, kinds=kinds)}
    return tuple(_difference(part, before.get(part.kind, {})) for part in unlike)


def _difference(part: Part, before: dict[str, str]) -> Difference:
    now = part.digests
    return Difference(
        part.kind,
        tuple(sorted(key for key in now if key in before and before[key] != now[key])),
        tuple(sorted(key for key in now if key not in before)),
        tuple(sorted(key for key in before if key not in now)),
    )


def _moved(before: dict[str, str], now: dict[str, str]) -> Changes:
    keys = sorted({*before, *now})
    return tuple(
        (key, before.get(key), now.get(key)) for key in keys if before.get(key) != now.get(key)
    )


def parameters_of(project: Any) -> dict[str, str]:
    """Every row of policy that may judge ``project`` up to its present day, whatever the day it
    is asked for (批复日、出勤日…): "key · fund · district · from" → "value（strength）"."""
    rows = Parameter.objects.filter(
        effective_from__lte=clock.today(project.chain),
        fund__in=("", project.fund_source),
        district__in=("", project.district),
    ).values_list("key", "fund", "district", "effective_from", "value", "strength")
    return {
        " · ".join(filter(None, (key, fund, district, f"{start}"))): f"{value}（{strength}）"
        for key, fund, district, start, value, strength in rows
        if not key.startswith(DESK)
    }


def baseline_of(project: Any) -> int | None:
    """The number of the baseline that figures are compared with."""
    found = project.baseline
    return found.number if found else None


def number_of(project: int, case: int, round_: int, at: dt.datetime) -> str:
    """封存编号 of a seal: year, project, which application, which round."""
    return f"封存〔{timezone.localtime(at).year}〕{project}-{case}-{round_}号"


def over_parts(parts: dict[str, str]) -> str:
    """SHA-256 over the parts' hashes, in order of their names."""
    said = "\n".join(f"{kind} {digest}" for kind, digest in sorted(parts.items()))
    return hashlib.sha256(said.encode()).hexdigest()


def over_all(rows: str, items: Any, parameters: Any, baseline: int | None) -> str:
    """SHA-256 over rows, figures, parameters and baseline, as canonical JSON."""
    said = {"rows": rows, "items": items, "parameters": parameters, "baseline": baseline}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
