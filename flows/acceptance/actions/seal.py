"""封存: when the committee begins, all that it judges is kept with a hash that says so later."""

from __future__ import annotations

from typing import Any

from flows.engine.findings import Terms
from flows.engine.unit import Unit

from ..figures.canonical import Part, canonical
from ..figures.dossier import dossier
from ..figures.seal import baseline_of, over_all, over_parts, parameters_of
from ..models import AcceptanceCase, Seal, SealPart
from ..rules.checklist import checklist

SHOWN = ("code", "value", "target", "verdict", "strength", "message", "rows")


def seal_evidence(unit: Unit, case: AcceptanceCase) -> Seal:
    """VERIFYING: figures, rules' strengths, parameters, baseline and rows as they stand, anew in
    each round; the members' word is asked for again. The trail keeps number and hash."""
    case.round += 1
    unit.changed(case)
    parts = canonical(case.project_id, case.pk)
    seal = unit.create(_seal_of(unit, case, over_parts({part.kind: part.sha256 for part in parts})))
    SealPart.objects.bulk_create(_row(seal, part) for part in parts)
    state = case.get_state_display()
    unit.record(
        *(case, "edit", "seal", f"封存证据（{seal.number}）"),
        from_state=state,
        to_state=state,
        payload={
            "number": seal.number,
            "sha256": seal.sha256,
            "rows": {part.kind: part.rows for part in parts},
        },
    )
    return seal


def _seal_of(unit: Unit, case: AcceptanceCase, rows: str) -> Seal:
    items, parameters = items_of(case, unit.terms), parameters_of(case.project)
    baseline = baseline_of(case.project)
    return Seal(
        case=case,
        round=case.round,
        at=unit.now,
        by=unit.by,
        baseline=baseline,
        items=items,
        parameters=parameters,
        rows_sha256=rows,
        sha256=over_all(rows, items, parameters, baseline),
    )


def _row(seal: Seal, part: Part) -> SealPart:
    return SealPart(
        seal=seal, kind=part.kind, rows=part.rows, sha256=part.sha256, digests=part.digests
    )


def items_of(case: AcceptanceCase, terms: Terms) -> list[dict[str, Any]]:
    """The items without names: who is meant is looked up live, by those who may see it."""
    items = [item.as_json() for item in checklist(dossier(case), terms)]
    return [{key: item[key] for key in SHOWN} for item in items]
