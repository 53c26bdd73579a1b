"""公示: a month's pay is posted in the village, and the photos of the board are kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from flows.desk.models import Seat
from flows.documents.models import Attachment
from flows.engine.findings import Finding, Refused
from flows.engine.unit import Unit

from ..figures.notices import EARLIER_PHOTO, PHOTO
from ..models import PayrollBatch, PublicNotice

MOST_PHOTOS = 9
BASIS = "国家以工代赈管理办法；地方执行值，影像留存"
PICTURE = Q(file__endswith=".jpg") | Q(file__endswith=".png")


def keep_notice(unit: Unit, batch: PayrollBatch) -> None:
    """The posting is kept with its last day, counted from the day after, and with the pictures that
    came with the step as its photos. Raises Refused."""
    posting, fund = batch.posting, batch.project.fund_source
    assert posting is not None, "only post_notice leads here"
    days = unit.parameters.get("publicity.pay.min_days", on=unit.today, fund=fund)
    least = unit.parameters.get("publicity.pay.min_photos", on=unit.today, fund=fund)
    taken = _pictures(batch)
    if wrong := list(_wrong(posting.photos, len(taken), least)):
        raise Refused(wrong)
    _keep(batch, taken)
    PublicNotice.objects.update_or_create(
        batch=batch,
        defaults={
            "posted_on": unit.today,
            "ends_on": unit.today + dt.timedelta(days=days.days),
            "place": posting.place,
            "photos": posting.photos,
        },
    )


def _pictures(batch: PayrollBatch) -> list[int]:
    """The pictures handed in while this posting lay on its desk; those of an earlier one are not."""
    seats = Seat.objects.filter(paper="PayrollBatch", paper_id=batch.pk, step="post_notice")
    task = seats.order_by("-task_id").values_list("task_id", flat=True).first()
    found = Attachment.objects.filter(PICTURE, paper="PayrollBatch", paper_id=batch.pk)
    return list(found.filter(seat__task=task).values_list("pk", flat=True)) if task else []


def _wrong(said: int, taken: int, least: Any) -> Iterator[Finding]:
    if said < least.days and least.strength == "block":
        yield Finding(
            "PHOTOS_FEW",
            f"张贴照片 {said} 张，不少于 {least.text} 张。",
            least.basis,
            "补拍张贴现场照片后再登记。",
        )
    if taken and said > taken:
        yield Finding(
            "PHOTOS_UNKEPT",
            f"照片数填 {said} 张，实际上传 {taken} 张。",
            BASIS,
            "补传照片，或把照片数改成实际张数。",
        )
    if taken > MOST_PHOTOS:
        yield Finding(
            "PHOTOS_MANY", f"照片 {taken} 张，最多 {MOST_PHOTOS} 张。", BASIS, "选有代表性的上传。"
        )


def _keep(batch: PayrollBatch, taken: list[int]) -> None:
    """These are the photos of the posting that counts."""
    files = Attachment.objects.filter(paper="PayrollBatch", paper_id=batch.pk)
    files.filter(kind=PHOTO).exclude(pk__in=taken).update(kind=EARLIER_PHOTO)
    files.filter(pk__in=taken).update(kind=PHOTO)
