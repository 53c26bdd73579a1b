"""抄送、代理, filters, search, order: each narrows and shows what it says, and nothing of others'."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection

from flows.desk import inbox
from flows.desk.inbox import read_copies
from flows.desk.lent import lent, principal_of
from flows.desk.models import Copy, SavedFilter, Seat
from flows.engine import clock
from flows.orgs.models import Substitution, User
from flows.planning.models import PlanItem
from tests.desk.test_inbox import laid_before, multiply, reported, stand_in
from tests.dossier import a_colleague, a_project, holding, item_of

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def again(user):
    """The person as the next request knows him: nothing is remembered."""
    return User.objects.get(pk=user.pk)


def names(client, **asked):
    return [row["seat"].project_name for row in client.get("/", asked).context["rows"]]


@pytest.fixture
def clerk(client):
    """A township clerk with five papers of different amount, arrival and due date."""
    person = holding(reported("示例道路"), "township.clerk")
    multiply(inbox.mine(person), 4)
    facts = [  # name, code, amount, days since arrival, days until due
        ("白河步道改造", "2503-110118-04-01-000001", "500000", 5, 3),
        ("潮河引水渠修复", "2503-110118-04-01-000002", "1980000", 4, -6),
        ("道路硬化", "2503-110118-04-01-000003", "9000000", 3, None),
        ("路道两侧绿化", "2503-110118-04-01-000004", "700000", 2, 1),
        ("ABC 便民桥", "2503-110118-04-01-000005", "700000", 1, 2),
    ]
    today, now = dt.date(2025, 1, 6), clock.now()
    for seat, (name, code, amount, ago, due) in zip(
        inbox.mine(person).order_by("pk"), facts, strict=True
    ):
        seat.project_name, seat.project_code, seat.amount = name, code, Decimal(amount)
        seat.opened_at, seat.due_on = now - ago * DAY, None if due is None else today + due * DAY
        seat.save()
    client.force_login(person)
    return person


def test_orders_and_null_due_dates_last(client, clerk):
    due = names(client)
    assert due == ["潮河引水渠修复", "路道两侧绿化", "ABC 便民桥", "白河步道改造", "道路硬化"]
    assert names(client, sort="arrived")[0] == "ABC 便民桥"
    assert names(client, sort="amount")[:2] == ["道路硬化", "潮河引水渠修复"]
    assert names(client, sort="no such order") == due


@pytest.mark.parametrize("sort", ["due", "arrived", "amount"])
def test_pages_of_every_order_show_every_row_once(client, clerk, sort, monkeypatch):
    monkeypatch.setattr("flows.desk.paging.page.__kwdefaults__", {"size": 2})
    whole, seen, url = names(client, sort=sort), [], f"/?sort={sort}"
    seen, pages, back = [], 0, ""
    while url:
        page = client.get(url).context
        seen += [row["seat"].pk for row in page["rows"]]
        pages, back, url = pages + 1, page["page"].previous_url, page["page"].next_url
    assert (len(seen), len(set(seen)), pages, len(whole)) == (5, 5, 3, 2)
    assert [row["seat"].pk for row in client.get(back).context["rows"]] == seen[2:4]


def test_search_by_name_code_and_two_signs(client, clerk):
    assert names(client, q="道路") == ["道路硬化"]  # 路道 holds both signs, but not the word
    assert names(client, q="引水渠") == ["潮河引水渠修复"]
    assert set(names(client, q="路")) == {"路道两侧绿化", "道路硬化"}  # one sign: compared alone
    assert names(client, q="白河 改造") == ["白河步道改造"] and names(client, q="白河 硬化") == []
    assert names(client, q="2503-110118-04-01-000002") == ["潮河引水渠修复"]
    assert names(client, q="000003") == ["道路硬化"]
    assert names(client, q="abc") == ["ABC 便民桥"]
    for strange in ("%", "_道", "\\", "'; --", "\0", " "):
        assert client.get("/", {"q": strange}).status_code == 200


def test_filters_narrow_together(client, clerk):
    assert names(client, kind="PlanItem", step="PlanItem.town_review") != []
    assert names(client, kind="ApprovalCase") == [] == names(client, step="PlanItem.listing")
    assert names(client, district="110118") != [] and names(client, district="110119") == []
    assert names(client, overdue="1") == ["潮河引水渠修复"]
    assert set(names(client, low="70", high="198")) == {
        "潮河引水渠修复",
        "路道两侧绿化",
        "ABC 便民桥",
    }
    assert names(client, low="70", q="桥") == ["ABC 便民桥"]
    assert len(names(client, low="很多", high="NaN")) == 5  # no number narrows nothing
    page = client.get("/", {"low": "70", "overdue": "1", "q": "河"})
    assert page.context["asked"].folded == 2 and page.context["searched"]
    kinds = {each["name"]: each for each in page.context["selects"]}
    assert {"kind", "step", "sort"} == set(kinds)  # one district: no choice of districts


def test_filters_that_a_tab_has_no_column_for_change_nothing(client, clerk):
    laid_before(clerk, a_project(code="2503-110118-04-01-200009"), 2)
    asked = {"tab": "copies", "low": "1", "overdue": "1", "step": "PlanItem.report"}
    assert len(client.get("/", asked).context["rows"]) == 2
    assert client.get("/", asked | {"q": "没有"}).context["rows"] == []
    assert client.get("/", {"tab": "done", "overdue": "1"}).status_code == 200


def test_saved_filters_are_ones_own(client, clerk):
    query = "tab=mine&q=道路&low=50&sort=amount"
    assert client.post("/filters/", {"name": "大项目", "query": query}).status_code == 302
    (kept,) = SavedFilter.objects.filter(user=clerk)
    page = client.get(f"/?{kept.query}")
    assert [row["seat"].project_name for row in page.context["rows"]] == ["道路硬化"]
    assert [each["current"] for each in page.context["saved"]] == [True]
    client.post("/filters/", {"name": "大项目", "query": "tab=mine&overdue=1"})  # written over
    assert SavedFilter.objects.get(user=clerk).query == "tab=mine&overdue=1"
    for name, wrong in (("", query), ("空", "tab=mine"), ("别处", "tab=nowhere&q=a")):
        client.post("/filters/", {"name": name, "query": wrong})
    assert SavedFilter.objects.count() == 1
    client.post("/filters/", {"name": "号 110118199001011234", "query": "q=110118199001011234"})
    assert "1990" not in str(list(SavedFilter.objects.values_list("name", "query")))
    client.force_login(holding(PlanItem.objects.get().project, "drc.chief"))
    assert client.get("/").context["saved"] == []
    assert client.post(f"/filters/{kept.pk}/delete/").status_code == 404
    client.force_login(clerk)
    client.post(f"/filters/{kept.pk}/delete/")
    assert not SavedFilter.objects.filter(pk=kept.pk).exists()


def test_no_more_than_twenty_saved_filters(client, clerk):
    for place in range(22):
        client.post("/filters/", {"name": f"第{place}", "query": "q=道路"})
    assert SavedFilter.objects.count() == 20


def test_copies_newest_first_and_read_when_opened(client):
    project = reported()
    reader = holding(project, "drc.chief")
    laid_before(reader, project, 2)
    client.force_login(reader)
    page = client.get("/?tab=copies")
    copies = [row["seat"] for row in page.context["rows"]]
    assert copies[0].sent_at > copies[1].sent_at and "未阅" in page.content.decode()
    count = {each["label"]: each["count"] for each in page.context["tabs"]}
    assert count["抄送我的"] == 2
    item = PlanItem.objects.get(project=project)
    Copy.objects.filter(pk=copies[0].pk).update(paper_id=item.pk)
    read_copies(holding(project, "drc.leader"), item)
    assert Copy.objects.filter(read_at=None).count() == 2  # somebody else's reading
    read_copies(reader, item)
    assert Copy.objects.get(paper_id=item.pk).read_at is not None
    read = Copy.objects.get(paper_id=item.pk).read_at
    read_copies(reader, item)
    assert Copy.objects.get(paper_id=item.pk).read_at == read


class TestLent:
    """代理的: what I may sign in another's place."""

    @pytest.fixture
    def project(self):
        return reported()

    @pytest.fixture
    def me(self, project):
        return a_colleague(project.post("township.ledger"), "代办人")

    def seats(self, me):
        return list(lent(again(me)))

    def test_held_and_unheld_seats_of_the_principal(self, client, project, me):
        principal = holding(project, "township.clerk")
        assert self.seats(me) == []
        stand_in(principal, me)
        (seat,) = self.seats(me)
        assert seat.holder == principal
        Seat.objects.filter(pk=seat.pk).update(holder=None)
        assert self.seats(me) == [seat] and principal_of(seat, again(me)) == str(principal)
        client.force_login(me)
        page = client.get("/?tab=lent")
        assert f"代 {principal}" in page.content.decode()
        other = a_colleague(project.post("township.clerk"))
        Seat.objects.filter(pk=seat.pk).update(holder=other)  # a colleague has taken it
        assert self.seats(me) == []

    @pytest.mark.parametrize("changed, there", [
        ({"ended_on": -1}, False), ({"started_on": 1}, False), ({"ended_on": 0}, True),
        ({"revoked_on": 0}, False), ({"revoked_on": 1}, True),
    ])  # fmt: skip
    def test_days(self, project, me, changed, there):
        rule = stand_in(holding(project, "township.clerk"), me)
        days = {name: clock.today() + day * DAY for name, day in changed.items()}
        Substitution.objects.filter(pk=rule.pk).update(**days)
        assert bool(self.seats(me)) is there

    def test_scope_by_post_and_paper(self, project, me):
        rule = stand_in(holding(project, "township.clerk"), me)
        for changed, there in (
            ({"post": project.post("township.clerk")}, True),
            ({"post": project.post("township.leader")}, False),
            ({"post": None, "paper": "PlanItem"}, True),
            ({"paper": "ApprovalCase"}, False),
        ):
            Substitution.objects.filter(pk=rule.pk).update(**changed)
            assert bool(self.seats(me)) is there, changed

    def test_never_a_paper_that_i_started(self, project, me):
        stand_in(holding(project, "township.clerk"), me)
        assert self.seats(me)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE flows_planitem SET initiator_id = %s", [me.pk])
        assert self.seats(me) == []

    def test_what_i_may_sign_myself_is_not_listed_twice(self, project, me):
        clerk = a_colleague(project.post("township.clerk"), "同岗位")
        stand_in(holding(project, "township.clerk"), clerk)
        seat = Seat.objects.get(state="open")
        Seat.objects.filter(pk=seat.pk).update(holder=None)
        assert self.seats(clerk) == [] and seat in inbox.queue(again(clerk))


def test_the_next_task_is_ones_own_first_and_never_the_one_just_left():
    first, second = reported("甲路"), a_project(name="乙路", code="2503-110118-04-01-200002")
    item_of(second, "TOWN_REVIEW")
    clerk = holding(first, "township.clerk")
    mine = list(inbox.mine(clerk).order_by("pk"))
    Seat.objects.filter(pk=mine[0].pk).update(holder=None, due_on=dt.date(2020, 1, 1))
    assert inbox.next_for(again(clerk)) == mine[1]
    paper = PlanItem.objects.get(pk=mine[1].paper_id)
    assert inbox.next_for(again(clerk), but=paper) == mine[0]


def test_the_index_answers_for_a_word():
    with connection.cursor() as cursor:
        cursor.execute("SELECT bigrams('道路硬化'), bigrams('路'), bigrams('')")
        assert cursor.fetchone() == (["硬化", "路硬", "道路"], [], [])
        cursor.execute("SET LOCAL enable_seqscan = off")
    from flows.desk.search import searched

    assert "seat_words" in searched(Seat.objects.all(), "道路").explain()
    assert "seat_words" not in searched(Seat.objects.all(), "路").explain()
