"""管护: who was kept on is paid through the same payroll, by the village, and counts for nothing else."""

import datetime as dt

import pytest

from flows.acceptance.actions import review
from flows.demo.actors import agree, fresh
from flows.engine.findings import NotYours
from flows.engine.unit import work
from flows.labour.actions.retaining import retain
from flows.labour.models import Engagement
from flows.payroll.actions import hand_in
from flows.payroll.models import PayrollLine
from flows.projects.models import Project
from tests.dossier import everything, holding, refused
from tests.payroll import sheetwork as made
from tests.payroll.june import compile_june, three

pytestmark = pytest.mark.django_db
AUGUST = "2025-08"


@pytest.fixture
def site():
    """Works handed over in July; 张三 is kept on for upkeep."""
    site = three()
    compile_june(site)
    with work(site.project.chain, None):
        Project.objects.filter(pk=site.key).update(stage="MAINTENANCE")
    site.go_to(dt.date(2025, 8, 4))
    who = Engagement.objects.get(worker__name="张三")
    assert retain(site.project, [who.pk], by=holding(site.project, "village.director")) == 1
    return site


def give(site, name, data, *, by="village.accountant"):
    return hand_in(site.project, name, data, by=holding(site.project, by))


def sheets(*people):
    marks = [(name, number, [1] * 5) for number, name in people]
    lines = [made.line(number, name, 5) for number, name in people]
    return (
        (f"考勤表-{AUGUST}.xlsx", made.attendance(marks)),
        (f"发放台账-{AUGUST}.xlsx", made.pay(*lines)),
    )


def test_a_month_of_upkeep_from_the_sheet_to_the_card(site):
    before = {item.code: item.value for item in review(site.project).items}
    for name, data in sheets((1, "张三")):
        assert give(site, name, data)["errors"] == []
    batch = site.batch(AUGUST)
    assert batch.care and batch.title == "2025年8月管护报酬"
    assert batch.initiator == holding(site.project, "village.accountant")
    signed = []
    while batch.state != "PAYING":
        inputs = {"place": "村务公开栏", "photos": 2} if batch.state == "CONFIRMED" else {}
        if batch.state == "PUBLICIZING":
            site.go_to(batch.notice.ends_on + dt.timedelta(days=1))
        agree(batch, **inputs)
        batch = fresh(batch)
        signed += [entry.actor_post for entry in batch.chain.entries.filter(kind="sign")]
    assert not any("施工" in post or "监理" in post for post in signed[-9:])
    paid = made.receipts(("2025-09-10", "S1", "张三", made.card(1), "1000.00", "成功", ""))
    assert give(site, f"银行回单-{AUGUST}.csv", paid, by="owner.lead")["errors"] == []
    line = PayrollLine.objects.get(batch=batch)
    assert (line.status, line.counts_as_relief) == ("PAID", False)
    after = {item.code: item.value for item in review(site.project).items}
    assert before == after  # nothing of what the committee weighed has moved


def test_only_who_was_kept_on_and_only_after_the_works(site):
    before = everything()
    for name, data in sheets((1, "张三"), (2, "李四")):
        assert {e["code"] for e in give(site, name, data)["errors"]} == {"NOT_RETAINED"}
    june = made.attendance([("张三", 1, [1] * 5)])
    said = give(site, "考勤表-2025-06.xlsx", june)["errors"]
    assert {e["code"] for e in said} == {"MONTH_OF_WORKS"}
    assert everything() == before
    name, data = sheets((1, "张三"))[0]
    refused(NotYours, give, site, name, data, by="contractor.labour")
