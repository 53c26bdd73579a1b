"""What can be loaded: 单位·岗位·人员·村, 放假安排, 政策参数."""

from __future__ import annotations

from flows.engine.models import CalendarYear, Parameter
from flows.orgs.kinds import OrganizationKind, PostCode
from flows.orgs.models import Organization
from flows.sheets.writer import FormSheet, forms

from .bodies import BODIES, VILLAGES, Register, take_bodies, take_villages
from .calendar import DAYS, take_calendar
from .loading import Kit, Run
from .parameters import PARAMETERS, take_parameters
from .people import PEOPLE, take_people
from .tables import Form, Reading


def _orgs(run: Run, reading: Reading) -> None:
    """Bodies first, then villages, then the people who sit in them."""
    register = Register()
    take_bodies(run, reading.lines.get("bodies", []), register)
    take_villages(run, reading.lines.get("villages", []), register)
    take_people(run, reading.lines.get("people", []), register)


def _posts() -> tuple[tuple[str, str], ...]:
    """Which posts each kind of organisation has, for the template."""
    return tuple(
        (f"岗位：{kind.label}", "、".join(c.label for c in PostCode if c.organization_kind == kind))
        for kind in OrganizationKind
    )


ORGS = Kit("orgs", "单位·人员·村", (BODIES, PEOPLE, VILLAGES), _orgs, Organization, _posts())
CALENDAR = Kit("calendar", "放假安排", (DAYS,), take_calendar, CalendarYear)
POLICY = Kit("parameters", "政策参数", (PARAMETERS,), take_parameters, Parameter)
KITS = {kit.name: kit for kit in (ORGS, CALENDAR, POLICY)}


def template(kit: Kit) -> bytes:
    """A blank xlsx of ``kit``: headings with drop-downs, an example a sheet, and how to fill it in."""
    notes = [
        (f"{form.title}：{each.label}", ("必填。" if each.need else "") + each.help)
        for form in kit.forms
        for each in form.fields
    ]
    return forms([_sheet(form) for form in kit.forms], [*notes, *kit.notes])


def _sheet(form: Form) -> FormSheet:
    return FormSheet(
        form.title,
        [each.label for each in form.fields],
        form.examples,
        {at: each.choices for at, each in enumerate(form.fields) if each.choices},
    )
