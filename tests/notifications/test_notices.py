"""站内消息: told when something arrives, read by pressing, never by looking."""

import pytest

from flows.demo.actors import agree
from flows.planning.models import PlanItem
from notifications.models import Message
from tests.dossier import a_project, everything, holding

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(client):
    project = a_project()
    agree(PlanItem.objects.get(project=project))
    person = holding(project, "township.clerk")
    client.force_login(person)
    return Message.objects.filter(recipient=person)


def test_the_header_counts_and_looking_changes_nothing(client, told):
    before = everything()
    assert client.get("/").context["unread"] == 1
    page = client.get("/notices/").content.decode()
    assert "示例村道路 · 乡镇审核" in page and everything() == before


def test_pressing_marks_as_read_and_leads_there(client, told):
    message = told.get()
    answer = client.post(f"/notices/{message.pk}/")
    assert answer.status_code == 302 and answer.url == message.url
    first = told.get().read_at
    client.post(f"/notices/{message.pk}/")
    assert first is not None and told.get().read_at == first
    assert client.get("/").context["unread"] == 0


def test_doing_it_is_reading_it(client, told):
    item = PlanItem.objects.get()
    client.post(f"/papers/PlanItem/{item.pk}/", {"move": "town_pass", "expect": item.version})
    assert not told.filter(read_at=None).exists()


def test_all_at_once(client, told):
    client.post("/notices/read/")
    assert not told.filter(read_at=None).exists()


def test_somebody_elses_notice_is_not_found(client, told):
    message = told.get()
    client.force_login(holding(PlanItem.objects.get().project, "drc.chief"))
    assert client.post(f"/notices/{message.pk}/").status_code == 404
    assert told.get().read_at is None


def test_a_notice_never_leads_outside(client, told):
    told.update(url="https://example.com/")
    assert client.post(f"/notices/{told.get().pk}/").url == "/notices/"


def test_pages(client, told):
    message = told.get()
    for n in range(40):
        message.pk, message.key = None, f"k{n}"
        message.save(force_insert=True)
    first = client.get("/notices/")
    assert len(first.context["notices"]) == 30
    assert len(client.get(f"/notices/{first.context['next_url']}").context["notices"]) == 11
