"""Stops: ordered by few, in force at once, lifted by three people, and pay goes on meanwhile."""

import datetime as dt
from decimal import Decimal

import pytest

from flows.acceptance.actions import open_acceptance
from flows.acceptance.rules.report import REPORT
from flows.audit.models import Entry
from flows.changes.actions import order, order_stop
from flows.changes.actions.suspension import cause_of, may_order
from flows.changes.figures.suspension import Cure, Unpaid, cure_of
from flows.changes.models import Suspension
from flows.changes.rules.suspension import arrears_paid, rectified
from flows.demo.actors import agree, fresh, whose
from flows.demo.organisation import Cast
from flows.desk import desk
from flows.engine import clock
from flows.engine.findings import NotYours, Refused, Terms, evaluate
from flows.engine.models import Parameter
from flows.engine.unit import work
from flows.payroll.models import PayrollLine
from flows.payroll.rules.batch import JUDGE
from flows.projects.standstill import Stretch, days_stopped, stretches
from flows.supervision.actions import default_plan, open_rectification, plan_checkpoints
from flows.supervision.models import Rectification
from tests.dossier import codes, ensure, refused
from tests.payroll.worksite import on_site
from tests.remembered import remembered
from tests.supervision.conftest import under_construction

pytestmark = pytest.mark.django_db

SAID = {"cause": "SEASON", "text": "主汛期，河道内全部停工", "conditions": "汛期结束，设备检查合格"}
DAY = dt.date(2025, 6, 20)


@pytest.fixture
def project():
    return under_construction()


def holder(project, code):
    return project.post(code).holders[0]


@remembered
def stopped(project, code="owner.lead", **said):
    return order(project, by=holder(project, code), **(SAID | said))


def go_to(project, day):
    clock.simulate(fresh(project).chain, clock.at(day))


def resumed(stop):
    for inputs in ({"remedy": "汛期已过，设备检查合格"}, {}, {}):
        agree(stop, **inputs)
    return fresh(stop)


@pytest.mark.parametrize("firm", [True, False], ids=["firm", "owner"])
def test_who_may_stop_the_works(firm):
    project = under_construction(firm=firm)
    supervisor = "supervisor.chief" if firm else "owner.site"
    may = {supervisor, "owner.lead", "sector.reviewer", "township.leader"}
    not_his = {"contractor.lead", "village.director", "drc.clerk", "oversight.director"}
    not_his |= {"supervisor.engineer", "owner.site"} if firm else set()
    found = {code: may_order(project, holder(project, code)) for code in may | not_his}
    assert found == {code: code in may for code in may | not_his}


def test_nobody_else_stops_them(project):
    refused(NotYours, order, project, by=holder(project, "contractor.lead"), **SAID)


def test_a_stop_says_why_what_and_on_what_conditions(project):
    by = holder(project, "township.leader")
    blank = {"cause": "WEATHER", "text": " ", "conditions": ""}
    caught = refused(Refused, order, project, by=by, **blank)
    assert codes(caught) == ["CAUSE_MISSING", "TEXT_MISSING", "CONDITIONS_MISSING"]
    early = under_construction(code="2503-110118-04-01-300002", stage="READY")
    assert codes(refused(Refused, order, early, by=by, **SAID)) == ["STAGE_WRONG"]


def test_in_force_at_once_and_said_twice_it_is_one(project):
    stop = stopped(project)
    assert fresh(project).stage == "SUSPENDED" and (stop.number, stop.begun_on) == (1, DAY)
    assert order(project, by=holder(project, "owner.lead"), **SAID) == stop
    assert Suspension.objects.count() == 1


def test_three_people_lift_it_and_the_last_of_several_resumes(project):
    first, second = stopped(project), stopped(project, "supervisor.chief", cause="SAFETY")
    signers = []
    for inputs in ({"remedy": "设备检查合格"}, {}, {}):
        signers.append(whose(first).pk)
        agree(first, **inputs)
    assert len(set(signers)) == 3 and fresh(first).state == "RESUMED"
    assert fresh(project).stage == "SUSPENDED"
    go_to(project, dt.date(2025, 6, 25))
    assert resumed(second).ended_on == dt.date(2025, 6, 25)
    assert fresh(project).stage == "CONSTRUCTION"
    assert days_stopped(project, dt.date(2025, 6, 30)) == 5  # 20—24; on the 25th work goes on
    assert len(stretches(project)) == 2


def notice(project, **more):
    with work(project.chain, None) as unit:
        return open_rectification(
            unit, project, defect="拖欠", severity="A", **({"code": "W9", "measure": "STOP"} | more)
        )


@pytest.mark.parametrize("measure", ["NONE", "HOLD", "REMOVE"])
def test_the_measure_stops_not_the_severity(project, measure):
    assert notice(project, measure=measure).severity == "A"
    assert fresh(project).stage == "CONSTRUCTION" and not Suspension.objects.exists()


def test_a_notice_from_elsewhere_stops_too_once_and_must_be_closed_first(project):
    found = notice(project, code="SF3")
    stop = Suspension.objects.get()
    assert (stop.cause, stop.rectification, stop.initiator) == ("SAFETY", found, None)
    with work(project.chain, None) as unit:
        assert order_stop(unit, project, rectification=unit.current(found), **SAID) == stop
    caught = refused(Refused, agree, stop, remedy="已改")
    assert codes(caught) == ["STOP_NOT_RECTIFIED"] and "整改 1 号" in str(caught.value)


def test_where_nothing_is_built_nothing_is_stopped():
    project = under_construction(stage="COMPLETED")
    assert notice(project).measure == "STOP" and not Suspension.objects.exists()


def test_the_cause_is_told_by_the_code():
    said = {code: cause_of(code) for code in ("Q1", "SF3", "W4", "W9", "YS")}
    expected = ("QUALITY", "SAFETY", "ARREARS", "OTHER", "OTHER")
    assert said == dict(zip(said, expected, strict=True))


def judged(rule, found, day=dt.date(2025, 9, 1)):
    return [each.code for each in rule(found, Terms(day, Parameter.snapshot()))]


def test_arrears_are_paid_before_the_works_go_on(project):
    late = Cure(project, unpaid=(Unpaid(dt.date(2025, 6, 1), 3, Decimal(600)),))
    assert judged(arrears_paid, late) == ["STOP_ARREARS"]
    assert judged(arrears_paid, late, dt.date(2025, 7, 10)) == []  # not due yet
    assert judged(rectified, Cure(project)) == [] == judged(arrears_paid, Cure(project))


def test_what_arrears_are_is_asked_only_of_a_stop_for_them():
    site = on_site("miyun-road")
    site.hand_in_month("2025-06")
    lines = PayrollLine.objects.filter(batch__project=site.key)
    stop = Suspension(project=site.project, cause="ARREARS")
    (month,) = cure_of(stop).unpaid
    assert month.people == lines.count() and month.amount == sum(each.net for each in lines)
    stop.cause = "SEASON"
    assert cure_of(stop).unpaid == ()


def test_a_month_is_paid_while_the_works_stand_still():
    """条例35：停工不停发; who was marked present meanwhile is told, not refused."""
    site = on_site("miyun-road")
    site.go_to(dt.date(2025, 6, 12))
    stopped(site.project)
    batch = site.live_month("2025-06")
    assert fresh(site.project).stage == "SUSPENDED"
    assert batch.lines.filter(status="PAID").count() == batch.lines.count() > 0
    terms = Terms(clock.today(site.project.chain), Parameter.snapshot())
    (told,) = [each for each in evaluate(JUDGE, batch, terms) if each.code == "STOPPED_WORK"]
    assert told.level == "review" and "6月12日" in told.message and told.workers


def test_completion_is_not_reported_while_a_stop_is_in_force(project):
    with work(project.chain, None) as unit:
        open_acceptance(unit, type("Issued", (), {"project": unit.current(project)}))
    case = project.acceptancecases.get()
    terms = Terms(DAY, Parameter.snapshot())
    assert "WORKS_STOPPED" not in [each.code for each in evaluate(REPORT, case, terms)]
    stopped(project)
    assert "WORKS_STOPPED" in codes(refused(Refused, agree, fresh(case)))


def test_what_was_planned_for_a_stop_is_put_off_and_its_time_rests(project):
    """Planned for 20—27 June, or a process later on: eight days more. A month's check stays."""
    day = dt.date(2025, 6, 28)
    with work(project.chain, None) as unit:
        plan_checkpoints(unit, project, default_plan(unit, project))
    before = planned(project)
    caught = {key for key, (due, turn, _) in before.items() if due >= DAY and (turn or due < day)}
    assert caught and any(before[key][0] >= day for key in caught), "processes after the stop too"
    assert any(due >= day for key, (due, _, _) in before.items() if key not in caught)
    stop = stopped(project)
    assert {seat for *_, seat in planned(project).values()} == {None}
    go_to(project, day)
    resumed(stop)
    for key, (due, _, seat) in planned(project).items():
        assert due == before[key][0] + dt.timedelta(days=8 if key in caught else 0)
        assert seat == due, "the time to report it runs again"
    last = Entry.objects.get(chain=project.chain, move="put_off")
    assert last.payload == {"checkpoints": len(caught), "days": 8}


def planned(project):
    """Checks nobody has reported: key → (planned day, turn, time limit of their seat)."""
    return {
        check.pk: (check.due_on, check.sequence, desk.seats_at(check)[0].due_on)
        for check in project.inspections.filter(state="PLANNED")
    }


def test_days_overlap_and_end_before_work_goes_on():
    june = [Stretch(dt.date(2025, 6, 10), dt.date(2025, 6, 13)), Stretch(dt.date(2025, 6, 12))]
    days = {day for each in june for day in each.days(dt.date(2025, 6, 14))}
    assert sorted(day.day for day in days) == [10, 11, 12, 13, 14]
    assert not list(Stretch(dt.date(2025, 6, 20)).days(dt.date(2025, 6, 14)))


def test_the_page_lists_orders_and_takes_one(client, project, django_assert_max_num_queries):
    address = f"/projects/{project.code}/stops/"
    client.force_login(holder(project, "sector.reviewer"))
    assert "下达停工令" in client.get(address).content.decode()
    assert client.post(f"{address}order/", {"text": "主汛期"}).status_code == 422
    page = client.post(f"{address}order/", SAID, follow=True).content.decode()
    assert "停工 1 号" in page and "累计停工 1 日" in page and "行业主管审查人" in page
    stopped(project, "supervisor.chief", cause="SAFETY")
    client.force_login(holder(project, "contractor.lead"))
    with django_assert_max_num_queries(40):
        page = client.get(address).content.decode()
    assert "停工 2 号" in page and "order/" not in page
    assert client.post(f"{address}order/", SAID).status_code == 403
    paper = Suspension.objects.first()
    assert "复工条件" in client.get(f"/papers/Suspension/{paper.pk}/").content.decode()
    assert "停工 1 日" in client.get(f"/projects/{project.code}/").content.decode()


def test_outside_its_scope_there_are_no_stops(client, project):
    there = ensure(Cast("110119", "外镇", "外村", "水利", "外镇中心", "外村合作社", None))
    client.force_login(there["owner"].posts.get(code="owner.lead").holders[0])
    for page in ("stops/", "stops/order/", "closure/"):
        assert client.get(f"/projects/{project.code}/{page}").status_code == 404


def test_a_rectification_that_is_closed_opens_the_way(project):
    found = notice(project)
    agree(found)
    agree(found, report="已清退转包队伍")
    agree(found)
    assert fresh(found).state == "CLOSED" and Rectification.objects.count() == 1
    assert resumed(Suspension.objects.get()).state == "RESUMED"
    assert fresh(project).stage == "CONSTRUCTION"
