"""What a person finds in his inbox, and that it costs the same however much there is."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from flows.demo.actors import agree, fresh
from flows.desk import inbox
from flows.desk.models import Copy, Seat
from flows.engine import clock
from flows.engine.deadlines import UNPUBLISHED, Calendar, workdays
from flows.engine.findings import Stale
from flows.orgs.models import Substitution, User
from flows.planning.models import PlanItem
from tests.dossier import a_colleague, a_project, holding, item_of

pytestmark = pytest.mark.django_db


def reported(name="示例道路"):
    """A project whose village has reported: one paper on the township's desk."""
    project = a_project(name=name)
    agree(PlanItem.objects.get(project=project))
    return project


def multiply(seats, count):
    """``count`` more rows like each of ``seats``, on papers of their own."""
    for seat in list(seats):
        first, have = seat.paper_id, Seat.objects.count()
        for place in range(have, have + count):
            task, process = seat.task, seat.task.process
            process.pk, process.paper_id = None, first * 100000 + place
            process._state.adding = True
            process.save()
            task.pk, task.process, task._state.adding = None, process, True
            task.save()
            seat.pk, seat.task, seat._state.adding = None, task, True
            seat.paper_id, seat.project_name = process.paper_id, f"示例道路{place - have + 1}"
            seat.save()
            seat = Seat.objects.get(pk=seat.pk)


def statements(client, url):
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = client.get(url)
    assert page.status_code == 200
    return len(asked), page


def laid_before(person, project, count):
    """``count`` papers of ``project`` laid before ``person`` to be read."""
    have = Copy.objects.count()
    Copy.objects.bulk_create(
        Copy(
            chain=project.chain,
            paper="PlanItem",
            paper_id=have + place,
            paper_title="项目申报",
            project_name=project.name,
            project_code=project.code,
            district=project.district,
            recipient=person,
            by=holding(project, "drc.chief"),
            sent_at=clock.now() - dt.timedelta(minutes=have + place),
        )
        for place in range(count)
    )


def stand_in(person, colleague):
    """``colleague`` signs for ``person`` from yesterday until tomorrow."""
    day = dt.timedelta(days=1)
    return Substitution.objects.create(
        principal=person,
        substitute=colleague,
        started_on=clock.today() - day,
        ended_on=clock.today() + day,
        reason="出差",
    )


# What the frame and the page ask: who it is, his posts, the counts, the rows, calendar, filters,
# and the versions of what may be ticked.
STATEMENTS = {"mine": 12, "queue": 12, "done": 10, "started": 10, "copies": 10, "lent": 12}


@pytest.mark.parametrize("tab", STATEMENTS)
def test_statements_do_not_grow_with_rows(client, tab):
    project = reported()
    past = ("done", "started")
    person = holding(project, "village.director" if tab in past else "township.clerk")
    rows = inbox.TABS[tab].rows
    if tab == "queue":
        Seat.objects.filter(holder=person).update(holder=None)
    if tab == "lent":
        colleague = a_colleague(project.post("township.ledger"))
        stand_in(person, colleague)
        person = colleague

    def more(count):
        if tab == "copies":
            return laid_before(person, project, count)
        return multiply(rows(User.objects.get(pk=person.pk))[:1], count)

    more(3 if tab == "copies" else 2)
    client.force_login(person)
    three, page = statements(client, f"/?tab={tab}")
    assert len(page.context["rows"]) == 3
    more(57)
    sixty, page = statements(client, f"/?tab={tab}")
    assert sixty == three == STATEMENTS[tab]
    assert len(page.context["rows"]) == 20 and page.context["page"].next_url
    assert next(each["count"] for each in page.context["tabs"] if each["current"]) == 60


def test_pages_show_every_row_once_and_lead_back(client):
    person = holding(reported(), "township.clerk")
    client.force_login(person)
    multiply(inbox.mine(person), 44)
    Seat.objects.filter(project_name="示例道路7").update(due_on=None)
    seen, url = [], "/"
    while url:
        page = client.get(url).context
        seen += [row["seat"].pk for row in page["rows"]]
        url, back = page["page"].next_url, page["page"].previous_url
    assert len(seen) == len(set(seen)) == 45
    assert Seat.objects.get(pk=seen[-1]).due_on is None
    earlier = client.get(back).context
    assert [row["seat"].pk for row in earlier["rows"]] == seen[20:40]
    assert earlier["page"].previous_url and earlier["page"].next_url


def test_search_and_district(client):
    project = reported("示例道路")
    person = holding(project, "township.clerk")
    client.force_login(person)
    multiply(inbox.mine(person), 2)
    found = lambda asked: len(client.get("/", {"q": asked}).context["rows"])  # noqa: E731
    assert (found("示例道路1"), found("道路"), found(project.code)) == (1, 3, 3)
    assert client.get("/", {"q": "没有这个"}).context["rows"] == []
    assert client.get("/", {"after": "胡写"}).status_code == 200


def test_due_dates_in_words_and_colour():
    calendar = Calendar({2025}, {})
    step = type("Step", (), {"due": workdays(5)})
    said = lambda due, today: inbox.due_of(due, step, today, calendar)  # noqa: E731
    monday = dt.date(2025, 6, 9)
    assert said(dt.date(2025, 6, 4), monday) == {
        "due": dt.date(2025, 6, 4),
        "overdue_workdays": 3,
        "due_tone": "bad",
        "due_note": "",
    }
    assert said(monday, monday)["due_tone"] == "warn"
    assert said(dt.date(2025, 6, 11), monday)["due_tone"] == "warn"
    assert said(dt.date(2025, 6, 12), monday)["due_tone"] == "neutral"
    assert said(None, monday)["due_note"] == UNPUBLISHED
    assert inbox.due_of(None, None, monday, calendar)["due_note"] == "不设时限"
    saturday = said(dt.date(2025, 6, 6), dt.date(2025, 6, 7))
    assert saturday["due_tone"] == "bad" and saturday["overdue_workdays"] == 0


def test_how_late_is_not_guessed_in_an_unpublished_year():
    calendar = Calendar({2025}, {})
    said = inbox.due_of(dt.date(2025, 12, 30), None, dt.date(2026, 1, 6), calendar)
    assert said["due_tone"] == "bad" and said["overdue_workdays"] is None
    assert UNPUBLISHED in said["due_note"]
    ahead = inbox.due_of(dt.date(2026, 1, 5), None, dt.date(2025, 12, 30), calendar)
    assert ahead["due_tone"] == "neutral" and ahead["overdue_workdays"] == 0


def test_done_and_started_say_where_the_paper_lies_now(client):
    project = reported()
    client.force_login(holding(project, "village.director"))
    for tab in ("done", "started"):
        row = client.get(f"/?tab={tab}").context["rows"][0]
        assert row["seat"].step_label == "村申报" and row["now"].startswith("乡镇审核（")


def test_claim_and_release(client):
    project = a_project()
    post = project.post("township.clerk")
    other = a_colleague(post)
    item = item_of(project, "TOWN_REVIEW")
    seat = Seat.objects.get(paper="PlanItem", paper_id=item.pk, post=post)
    assert seat.holder is None and seat in inbox.queue(other)
    client.force_login(other)
    page = client.get(f"/papers/PlanItem/{item.pk}/")
    assert "领办" in page.content.decode()
    client.post(f"/seats/{seat.pk}/claim/")
    assert seat in inbox.mine(other) and project.chain.entries.latest("sequence").label == "领办"
    from flows.desk.actions import claim

    with pytest.raises(Stale):
        claim(seat, fresh(item), by=holding(project, "township.clerk"))
    client.post(f"/seats/{seat.pk}/release/")
    assert seat in inbox.queue(other)
    client.force_login(holding(project, "township.leader"))
    client.post(f"/seats/{seat.pk}/claim/")
    assert Seat.objects.get(pk=seat.pk).holder is None
