"""Projects to look at: a village road on site, and a finished one with as many people as wanted."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from flows.acceptance.actions import open_acceptance
from flows.demo.organisation import Cast
from flows.engine.unit import work
from flows.projects.models import Baseline
from tests.acceptance.conftest import finished
from tests.dossier import ensure
from tests.payroll.worksite import on_site
from tests.remembered import remembered

JUNE = ("考勤表-2025-06.xlsx", "劳务报酬发放台账-2025-06.xlsx")


@pytest.fixture
def site(db):
    return handing_in()


@remembered
def handing_in():
    """The bundled road with its 44 people on the roster, just started, nothing handed in yet."""
    found = on_site("miyun-road")
    project = found.project
    Baseline.objects.create(
        project=project, approved_on=dt.date(2025, 3, 25), headcount=42, priority_headcount=12,
        labour_pay=336000, denominator="市级财政", denominator_amount=1500000, training=42, posts=2,
    )  # fmt: skip
    with work(project.chain, None) as unit:
        open_acceptance(unit, type("Issued", (), {"project": unit.current(project)}))
    return found


@remembered
def with_june():
    """The same with the sheets of June handed in."""
    found = handing_in()
    found.hand_in_month("2025-06")
    return found


@pytest.fixture
def works(db):
    """A finished project of three people; ``works.person(number, name)`` adds one."""
    return finished()


@pytest.fixture
def stranger(db):
    """Somebody with a post, in a village that has nothing to do with any project here."""
    bodies = ensure(Cast("110119", "外镇", "外村", "水利", "外镇中心", "外村合作社", None))
    return bodies["contractor"].posts.get(code="contractor.labour").holders[0]


@pytest.fixture
def statements():
    """``with statements() as found`` … ``len(found)``: what a page asks of the database."""
    return lambda: CaptureQueriesContext(connection)


def text_of(answer):
    return answer.content.decode()
