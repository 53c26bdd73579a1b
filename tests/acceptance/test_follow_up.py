"""管护年度回访: opened once a year, filled in by the village, looked at by the township."""

import datetime as dt

import pytest

from flows.acceptance.actions import open_due_follow_ups, open_follow_up
from flows.acceptance.actions.follow_up import due_year
from flows.acceptance.models import FollowUp
from flows.acceptance.tasks import daily
from flows.audit.models import Chain
from flows.demo.actors import agree, fresh, whose
from flows.engine import gate
from flows.engine.findings import NotYours, Refused
from tests.acceptance.conftest import tell_benefits
from tests.acceptance.test_handover import archiving
from tests.dossier import codes, everything, refused
from tests.pages.conftest import text_of

MOVED = dt.date(2025, 8, 20)
YEAR = {
    "in_use": True, "body_active": True, "fund_spent": 18000, "posts_on_duty": 2, "retained": 0,
}  # fmt: skip


@pytest.mark.parametrize(
    ("today", "year"),
    [
        (dt.date(2025, 12, 31), 0),
        (dt.date(2026, 8, 19), 0),
        (dt.date(2026, 8, 20), 2026),
        (dt.date(2026, 12, 31), 2026),
        (dt.date(2027, 1, 1), 0),
        (dt.date(2030, 8, 20), 2030),
        (dt.date(2031, 8, 20), 0),
    ],
)
def test_due_from_each_anniversary_for_five_years(today, year):
    assert due_year(MOVED, today, 5) == year
    assert due_year(None, today, 5) == 0


def at(year, month=8, day=20):
    Chain.objects.update(simulated_at=dt.datetime(year, month, day, 3, tzinfo=dt.UTC))


@pytest.mark.django_db
def test_the_calendar_opens_one_a_year_and_the_village_may_before():
    works = archiving()
    assert open_due_follow_ups() == 0
    at(2026)
    assert daily() == 1 and daily() == 0
    paper = FollowUp.objects.get()
    assert (paper.year, paper.state, whose(paper)) == (2026, "FILLING", works.holder("village.director"))  # fmt: skip
    tell_benefits(works.handover)
    agree(works.handover)
    assert works.stage == "ARCHIVED"
    at(2027, 2, 1)
    refused(NotYours, open_follow_up, works.handover, by=works.holder("owner.lead"))
    village = works.holder("village.director")
    early = open_follow_up(works.handover, by=village)
    assert open_follow_up(works.handover, by=village) == early and early.year == 2027
    at(2027, 9, 1)
    assert open_due_follow_ups() == 0


@pytest.mark.django_db
def test_two_desks_and_no_paper_leaves_without_words(client):
    works = archiving()
    at(2026)
    village = works.holder("village.director")
    paper = open_follow_up(works.handover, by=village)
    assert codes(refused(Refused, agree, paper)) == ["FOLLOW_UP_UNSAID"]
    gate.edit(fresh(paper), by=village, **YEAR | {"posts_on_duty": 1})
    assert codes(refused(Refused, agree, paper)) == ["FOLLOW_UP_UNANSWERED"]
    gate.edit(fresh(paper), by=village, findings="一人离岗", measures="已另聘")
    client.force_login(village)
    page = text_of(client.get(f"/papers/FollowUp/{paper.pk}/"))
    for said in ("管护：承诺与本年", "少于批复", "示例村民委员会", "18,000.00"):
        assert said in page, said
    agree(paper)
    gate.perform(fresh(paper), "send_back", by=whose(fresh(paper)), opinion="照片不清")
    agree(paper)
    agree(paper)
    done = fresh(paper)
    assert (done.state, done.reviewed_on) == ("DONE", dt.date(2026, 8, 20))
    before = everything()
    shown = text_of(client.get(f"/papers/Handover/{works.handover.pk}/"))
    assert "2026 年度管护回访" in shown and "发起 2026 年度回访" not in shown
    assert everything() == before


@pytest.mark.django_db
def test_the_village_begins_it_by_a_button(client):
    works = archiving()
    address = f"/handover/{works.handover.pk}/follow-up/"
    client.force_login(works.holder("owner.lead"))
    client.post(address)
    assert not FollowUp.objects.exists() and client.get(address).status_code == 405
    client.force_login(works.holder("village.director"))
    page = text_of(client.get(f"/papers/Handover/{works.handover.pk}/"))
    assert "发起 2025 年度回访" in page
    assert client.post(address).status_code == client.post(address).status_code == 302
    assert FollowUp.objects.count() == 1
