"""整改前后照片: added by whoever puts right, while it lies with him; shown to whoever rechecks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flows.desk.desk import require_running, seat_of
from flows.engine.findings import Finding, NotYours, Refused
from flows.engine.refusals import require_alive
from flows.engine.unit import Unit, work

from ..models import Rectification, SitePhoto
from ..states import RectificationState as R
from .photos import keep_photo

PUTTING_RIGHT = (R.OPEN, R.RECTIFYING, R.REOPENED)
TAKEN = (SitePhoto.Moment.BEFORE, SitePhoto.Moment.AFTER)


def add_photos(
    rectification: Rectification,
    *,
    by: Any,
    moment: str,
    photos: Iterable[tuple[str, bytes]],
) -> list[SitePhoto]:
    """Keep ``photos`` (name, content) with ``rectification`` as those of ``moment``, BEFORE or AFTER.

    The same file twice is one photo. Raises NotYours, Refused, BadFile, Stale, Busy; then none of
    them is kept.
    """
    with work(rectification.chain, by) as unit:
        rectification = unit.current(rectification)
        require_alive(rectification)
        if rectification.state not in PUTTING_RIGHT:
            raise NotYours("整改照片在整改期间由施工单位上传；已报复查的不能再加。")
        require_running(rectification)
        seat_of(rectification, by)
        if moment not in TAKEN:
            raise Refused([Finding("MOMENT_UNKNOWN", "请选择整改前或整改后。", cure="重新选择。")])
        kept = [
            keep_photo(unit, rectification, name=name, content=content, moment=moment)
            for name, content in photos
        ]
        if not kept:
            raise Refused([Finding("PHOTOS_NONE", "没有选择照片。", cure="拍照或选择照片后上传。")])
        _require_few(unit, rectification, moment)
        return kept


def _require_few(unit: Unit, rectification: Rectification, moment: str) -> None:
    district = rectification.project.district
    most = unit.parameters.get("rectify.photos.max", on=unit.today, district=district)
    if rectification.photos.filter(moment=moment).count() > most.days:
        why = f"{SitePhoto.Moment(moment).label}照片至多 {most.text} 张。"
        raise Refused([Finding("PHOTOS_MANY", why, most.basis, "挑选最能说明问题的上传。")])
