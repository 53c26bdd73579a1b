"""The record of one visit to one checkpoint: written once, together with the move it is made for."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from flows.documents.actions import keep
from flows.documents.models import Attachment
from flows.documents.pictures import drawn, written
from flows.engine import gate, registry
from flows.engine.findings import Finding, Refused
from flows.engine.privacy import scrub
from flows.engine.unit import Unit, work

from .. import figures, rules
from ..models import CHECKS, Inspection, InspectionRecord, RecordItem, items_of
from ..states import Verdict
from .photos import keep_photo

KILO = 1024
MOST_NOTE = 400  # signs of an item's note (RecordItem.note)
BASIS = "建设工程质量管理条例37、38"
SIGNATURE = "现场检查签名"


@dataclass(frozen=True)
class Shot:
    """One photo as it came; ``position`` is the item it shows, None for the place as a whole."""

    name: str
    content: bytes
    position: int | None = None


@dataclass(frozen=True)
class Submission:
    """What a telephone sends once. ``verdicts``: item number (from 1) → verdict and note.

    ``outcome`` is ``sign_off`` or ``find_defect`` (then with ``defect``, ``days``, ``measure``).
    ``signature`` is a PNG; without one ``typed`` is the signer's own name.
    """

    token: uuid.UUID
    outcome: str
    verdicts: Mapping[int, tuple[str, str]]
    photos: tuple[Shot, ...] = ()
    signature: bytes = b""
    typed: str = ""
    counted: int | None = None
    place: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    note: str = ""
    begun_at: dt.datetime | None = None
    inputs: Mapping[str, Any] = field(default_factory=dict)

    @property
    def defect(self) -> str:
        return str(self.inputs.get("defect") or "").strip()


def record_of(inspection: Any, token: uuid.UUID, *, by: Any) -> InspectionRecord | None:
    """The record that was taken with ``token``; Refused where somebody else's visit has it."""
    done = InspectionRecord.objects.filter(token=token).first()
    if done is not None and (done.inspection_id, done.by_id) != (inspection.pk, by.pk):
        raise Refused([Finding("TOKEN_TAKEN", "这份记录属于另一次检查。", cure="刷新页面后重填。")])
    return done


def record_inspection(inspection: Any, said: Submission, *, by: Any) -> InspectionRecord:
    """Write the record of ``by``'s visit and sign his seat with its outcome; both or neither.

    The same token again is the same record and no second move. Raises Refused (with every
    finding), BadFile, NotYours, Stale, Busy.
    """
    with work(inspection.chain, by) as unit:
        done = record_of(inspection, said.token, by=by)
        if done is not None:
            return done
        inspection = unit.current(inspection)
        registry.desk.require_running(inspection)
        seat = registry.desk.seat_of(inspection, by)
        signature = _signature(unit, inspection, said)
        found = on_site(unit, inspection, said, signed=bool(signature))
        wrong = [each for each in rules.record(found, unit.terms) if each.blocks]
        if wrong or said.outcome not in registry.desk.step_of(inspection).outcomes:
            raise Refused(wrong or [_not_here()])
        record = _write(
            unit, inspection, said, found, _keep_signature(unit, seat, inspection, signature)
        )
        _sign(unit, inspection, seat, said, found)
        return record


def on_site(unit: Unit, inspection: Any, said: Submission, *, signed: bool) -> figures.OnSite:
    """``said`` as the rules judge it, beside the day's attendance."""
    check = CHECKS.get(inspection.code)
    counts = check is not None and check.counts_heads
    counting = counts or said.counted is not None
    return figures.OnSite(
        code=inspection.code,
        severity=inspection.severity,
        outcome=said.outcome,
        answers=tuple(_answers(inspection, said)),
        photos=len(said.photos),
        shown=frozenset(shot.position for shot in said.photos if shot.position),
        concealed=inspection.is_concealed,
        counts=counts,
        counted=said.counted,
        on_roll=figures.on_roll(inspection.project, unit.today) if counting else None,
        signed=signed,
        defect=said.defect,
        district=inspection.project.district,
    )


def _answers(inspection: Any, said: Submission) -> list[figures.Answer]:
    found = []
    for position, text in enumerate(items_of(inspection.code), 1):
        verdict, note = said.verdicts.get(position, ("", ""))
        known = verdict if verdict in Verdict.values else ""
        note = scrub(note.strip())[:MOST_NOTE]
        found.append(figures.Answer(position, text, known, note))
    return found


def _not_here() -> Finding:
    return Finding(
        "MOVE_NOT_HERE", "该检查现在不在“检查签认”环节。", BASIS, "刷新页面，看现在在谁手上。"
    )


def _signature(unit: Unit, inspection: Any, said: Submission) -> bytes:
    """The drawn signature, or the typed name where it is the signer's own; b"" for none."""
    most = unit.parameters.get(
        "inspection.signature.max", on=unit.today, district=inspection.project.district
    )
    drawing = drawn(said.signature, most=most.days * KILO) if said.signature else b""
    name = str(getattr(unit.by, "full_name", ""))
    if not drawing and said.typed.strip() and said.typed.strip() == name:
        return written((name, f"user {unit.by.pk}"))
    return drawing


def _keep_signature(unit: Unit, seat: Any, inspection: Any, content: bytes) -> Attachment:
    return keep(unit, inspection, name="签名.png", content=content, kind=SIGNATURE, seat=seat)


def _write(
    unit: Unit, inspection: Any, said: Submission, found: figures.OnSite, signature: Attachment
) -> InspectionRecord:
    begun = said.begun_at if unit.chain.simulated_at is None else None
    record = unit.create(
        InspectionRecord(
            project=inspection.project, inspection=inspection, token=said.token, at=unit.now,
            begun_at=begun, by=unit.by, place=scrub(said.place.strip())[:120],
            latitude=said.latitude, longitude=said.longitude, counted=said.counted,
            on_roll=found.on_roll, note=scrub(said.note.strip()), signature=signature,
        )
    )  # fmt: skip
    RecordItem.objects.bulk_create(
        RecordItem(
            record=record, position=each.position, text=each.text, verdict=each.verdict,
            note=each.note,
        )
        for each in found.answers
    )  # fmt: skip
    for shot in said.photos:
        keep_photo(unit, record, name=shot.name, content=shot.content, position=shot.position)
    unit.record(
        inspection, "site", "record", "现场检查记录", opinion=said.note,
        payload={"defects": [each.position for each in found.defects], "photos": found.photos,
                 "counted": found.counted, "on_roll": found.on_roll, "token": str(said.token)},
    )  # fmt: skip
    return record


def _sign(
    unit: Unit, inspection: Inspection, seat: Any, said: Submission, found: figures.OnSite
) -> None:
    """Sign with what was found. Heads too far apart make the defect of a W2 an A (domain.md 5.1)."""
    defective = said.outcome == "find_defect"
    if defective and found.code == "W2" and rules.head_grade(found, unit.terms) == "A":
        inspection.severity = "A"
    says = registry.desk.step_of(inspection).outcomes[said.outcome]
    opinion = said.defect if defective else said.note
    inputs = dict(said.inputs) if defective else {"result": said.note}
    gate.sign(
        unit, inspection, seat, gate.Asked(says, said.outcome, opinion=opinion, inputs=inputs)
    )
