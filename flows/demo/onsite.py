"""A visit to a checkpoint, as the story's inspectors make it: items, a photo, heads, a signature."""

from __future__ import annotations

import hashlib
import io
import uuid
from typing import Any

from PIL import Image, ImageDraw

from flows.engine import clock
from flows.supervision.actions import Shot, Submission, record_inspection
from flows.supervision.figures import on_roll
from flows.supervision.models import CHECKS, InspectionRecord, items_of

from .actors import fresh, whose


def photo(about: str) -> bytes:
    """A small picture that is like no other: ``about`` decides its colours."""
    red, green, blue, *more = hashlib.sha256(about.encode()).digest()
    image = Image.new("RGB", (320, 240), (red, green, blue))
    ImageDraw.Draw(image).rectangle((more[0], more[1] % 120, 300, 140), fill=(blue, red, green))
    kept = io.BytesIO()
    image.save(kept, "JPEG", quality=90)
    return kept.getvalue()


def signature() -> bytes:
    """A drawn line, as a canvas hands it over."""
    image = Image.new("RGBA", (120, 40), (0, 0, 0, 0))
    ImageDraw.Draw(image).line((8, 30, 40, 8, 60, 32, 110, 10), fill=(0, 0, 0, 255), width=3)
    kept = io.BytesIO()
    image.save(kept, "PNG")
    return kept.getvalue()


def visit(inspection: Any, *, by: Any = None, defect: str = "", **more: Any) -> InspectionRecord:
    """Go there and sign: with ``defect`` its first item is one, else everything conforms.

    ``more`` overrides fields of the :class:`Submission`; ``days`` and ``measure`` go with a defect.
    """
    inspection = fresh(inspection)
    inputs = {name: more.pop(name) for name in ("days", "measure") if name in more}
    check, project = CHECKS.get(inspection.code), inspection.project
    said = {position: ("CONFORM", "") for position, _ in enumerate(items_of(inspection.code), 1)}
    about = f"{project.code} {inspection.pk} {clock.now(inspection.chain)}"
    shots = (Shot("现场.jpg", photo(about), 1 if defect else None),)
    if defect:
        said[1] = ("DEFECT", defect)
        inputs["defect"] = defect
    counted = on_roll(project, clock.today(inspection.chain)) or 0
    facts: dict[str, Any] = {
        "token": uuid.uuid4(), "outcome": "find_defect" if defect else "sign_off",
        "verdicts": said, "photos": shots, "signature": signature(), "inputs": inputs,
        "place": f"{project.village_name}施工现场",
        "counted": counted if check is not None and check.counts_heads else None,
    }  # fmt: skip
    return record_inspection(inspection, Submission(**facts | more), by=by or whose(inspection))
