"""公示异议: the notice stands still while one is open, and what was left of it runs again."""

import datetime as dt

import pytest

from flows.complaints.actions import register_complaint
from flows.demo.actors import agree, fresh, whose
from flows.engine import gate
from flows.engine.findings import Refused, Terms
from flows.engine.models import Parameter
from flows.payroll.rules.objections import notice_end
from tests.dossier import codes, refused
from tests.payroll.june import JUNE, compile_june, three
from tests.remembered import remembered

POSTED = dt.date(2025, 7, 1)


def day(number):
    return dt.date(2025, 7, number)


@pytest.mark.parametrize(
    ("stops", "end"),
    [
        ([], 8),
        ([(day(3), day(5))], 10),
        ([(day(3), day(3))], 8),  # registered and settled the same day
        ([(day(3), day(6)), (day(5), day(7))], 12),  # overlapping: once
        ([(day(2), day(3)), (day(5), day(6))], 10),
        ([(day(9), day(12))], 8),  # the notice had run out before
        ([(day(3), None)], None),
        ([(day(3), day(5)), (day(4), None)], None),
    ],
)
def test_the_end_of_a_notice(stops, end):
    assert notice_end(POSTED, 7, stops, day(6)) == (end and day(end))


@remembered
def posting():
    site = three()
    compile_june(site)
    site.move_on(JUNE, "PUBLICIZING")
    return site


@pytest.fixture
def site(db):
    return posting()


def object_to(site, **more):
    return register_complaint(
        site.project, by=site.person("village.accountant"), source="本人", kind="公示异议",
        content="公示的工日与我记的不一样。", month=dt.date(2025, 6, 1), **more,
    )  # fmt: skip


def end_it(site, paper):
    agree(paper)
    agree(paper, reply="核对考勤，工日无误。")
    agree(paper)
    assert fresh(paper).state == "SETTLED"


def test_closing_waits_and_the_days_are_added(site, client):
    notice = site.batch(JUNE).notice
    before, began = notice.ends_on, notice.posted_on + dt.timedelta(days=2)
    site.go_to(began)
    paper = object_to(site)
    site.go_to(before + dt.timedelta(days=1))
    batch = site.batch(JUNE)
    said = refused(Refused, gate.perform, batch, "close_notice", by=whose(batch))
    assert codes(said) == ["OBJECTION_OPEN"] and paper.number in str(said.value)
    client.force_login(site.person("village.accountant"))
    shown = client.get(f"/papers/PayrollBatch/{batch.pk}/").content.decode()
    assert "公示期停止计算" in shown and paper.number in shown
    end_it(site, paper)
    stood = (fresh(paper).ended_on - began).days
    assert site.batch(JUNE).notice.ends_on == before + dt.timedelta(days=stood)
    assert "NOTICE_RUNNING" in [each.code for each in gate_findings(site, "close_notice")]
    site.move_on(JUNE, "PUBLICIZED")


def gate_findings(site, move):
    batch = site.batch(JUNE)
    terms = Terms(batch.chain.entries.latest("id").happened_at.date(), Parameter.snapshot())
    return next(each.findings for each in gate.moves(batch, terms) if each.name == move)


def test_a_complaint_of_another_kind_or_month_stops_nothing(site):
    object_to(site, engagement=None)
    other = register_complaint(
        site.project, by=site.person("township.ledger"), source="本人", kind="其他",
        content="工地的饭菜不好吃。", month=dt.date(2025, 6, 1),
    )  # fmt: skip
    agree(other)
    agree(other, reply="已与食堂商量。")
    before = site.batch(JUNE).notice.ends_on
    agree(other)
    assert fresh(other).state == "SETTLED" and site.batch(JUNE).notice.ends_on == before
