"""Keep a photo from the site: marked with what it is of, its own place and time kept beside it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from flows.documents.actions import keep, shown_name
from flows.documents.filetypes import BadFile
from flows.documents.pictures import Limits, Line, Picture, fit
from flows.engine.parameters import Parameters
from flows.engine.unit import Unit
from flows.projects.models import Project

from ..models import InspectionRecord, Rectification, SiteLog, SitePhoto

MEGA = 2**20
OWNED_BY = {InspectionRecord: "record", Rectification: "rectification", SiteLog: "log"}


def keep_photo(
    unit: Unit,
    owner: Any,
    *,
    name: str = "",
    content: bytes,
    moment: str = SitePhoto.Moment.SITE,
    position: int | None = None,
) -> SitePhoto:
    """Keep ``content`` (jpg, png, webp) as a photo of ``owner``: a saved InspectionRecord,
    Rectification or SiteLog. ``position`` is the item it shows. The same file for the same moment
    of the same owner is kept once. Raises BadFile.
    """
    of = {OWNED_BY[type(owner)]: owner}
    picture = _fitted(unit, owner, name, content)
    known = SitePhoto.objects.filter(**of, moment=moment, original_sha256=picture.sha256).first()
    if known is not None:
        return known
    label = f"{SitePhoto.Moment(moment).label}照片"
    kept = keep(
        unit, owner, name=f"{label}-{picture.sha256[:8]}.jpg", content=picture.content, kind=label
    )
    taken_at = picture.taken_at and timezone.make_aware(picture.taken_at)
    return unit.create(
        SitePhoto(
            project=owner.project, attachment=kept, moment=moment, position=position,
            taken_at=taken_at, latitude=picture.latitude, longitude=picture.longitude,
            original_sha256=picture.sha256, added_at=unit.now, **of,
        )
    )  # fmt: skip


def _fitted(unit: Unit, owner: Any, name: str, content: bytes) -> Picture:
    """``content`` bounded and marked. Raises BadFile that says which file it was."""
    bounds = limits(unit.parameters, unit.today, owner.project)
    try:
        return fit(content, limits=bounds, lines=_lines(unit, owner))
    except BadFile as error:
        raise BadFile(f"“{shown_name(name)}”：{error}" if name else str(error)) from error


def limits(parameters: Parameters, on: dt.date, project: Project) -> Limits:
    """How large a photo may come, and is kept."""

    def number(key: str) -> int:
        return parameters.get(key, on=on, district=project.district).days

    return Limits(
        number("photo.size.max") * MEGA,
        number("photo.pixels.max") * 10**6,
        number("photo.side.max"),
    )


def photo_limits(parameters: Parameters, on: dt.date, project: Project) -> tuple[Limits, int]:
    """The same, and how many photos come with one visit at the most."""
    most = parameters.get("inspection.photos.max", on=on, district=project.district)
    return limits(parameters, on, project), most.days


def _lines(unit: Unit, owner: Any) -> tuple[Line, ...]:
    """项目、事项、人、时间; beside each what can be drawn without a Chinese font."""
    project = owner.project
    about = owner.inspection if isinstance(owner, InspectionRecord) else owner
    code = f"{type(about).__name__} {getattr(about, 'code', '')} #{about.pk}"
    when = f"{timezone.localtime(unit.now):%Y-%m-%d %H:%M}"
    return (
        (project.name, project.code),
        (getattr(about, "title", "") or str(about), code),
        (f"{unit.actor} {when}", f"user {getattr(unit.by, 'pk', '-')} {when}"),
    )
