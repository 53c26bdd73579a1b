"""What the page of an inspection shows of its visits: items, photos, heads, signature, where."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from flows.engine import registry

from ..figures import repeated_photos
from ..models import CHECKS, Inspection, InspectionRecord, SitePhoto
from ..states import Verdict

TONES = {Verdict.CONFORM: "done", Verdict.DEFECT: "bad", Verdict.NA: "neutral"}


def records_of(paper: Inspection, user: Any) -> dict[str, Any]:
    """The visits of ``paper``, the latest first, and the way to make one while it is ``user``'s."""
    step = registry.desk.step_of(paper)
    mine = bool(step and "sign_off" in step.outcomes and registry.desk.has_seat(paper, user))
    found = InspectionRecord.objects.filter(inspection=paper).select_related("by", "signature")
    records = list(found.prefetch_related("items", "photos__attachment").order_by("-id"))
    again = {each.photo: each for each in repeated_photos(paper).found} if records else {}
    return {
        "inspect_url": reverse("inspect", args=[paper.project.code, paper.pk]) if mine else "",
        "records": [_record(each, again) for each in records],
        "evidence": paper.evidence or getattr(CHECKS.get(paper.code), "evidence", ""),
    }


def _record(record: InspectionRecord, again: dict[int, Any]) -> dict[str, Any]:
    apart = None
    if record.counted is not None and record.on_roll is not None:
        apart = record.counted - record.on_roll
    return {
        "record": record, "apart": apart, "signature": record.signature,
        "items": [{"item": each, "tone": TONES[each.verdict]} for each in record.items.all()],
        "photos": [_photo(each, again.get(each.pk)) for each in record.photos.all()],
    }  # fmt: skip


def _photo(photo: SitePhoto, again: Any) -> dict[str, Any]:
    return {
        "photo": photo, "url": reverse("attachment", args=[photo.attachment_id]),
        "again": f"与“{again.of}”{again.day} 的照片是同一文件" if again else "",
    }  # fmt: skip
