"""用工协议续签: who is verified signs anew with evidence; what it follows is kept."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from flows.audit.models import Entry
from flows.labour.models import Engagement, Renewal, RenewalRecord
from tests.dossier import everything, holding
from tests.labour.test_training import PDF
from tests.payroll import sheetwork as made
from tests.payroll.worksite import Site

pytestmark = pytest.mark.django_db


def typed(**changes):
    return {
        "kind": "用工书面协议", "since": "2025-06-11", "until": "2025-09-30", "insurance": "工伤保险至 2025-12",
        "sheet": SimpleUploadedFile("a.pdf", PDF),
    } | changes  # fmt: skip


def ended(day: dt.date) -> Site:
    """Two people at work, whose agreements end on ``day`` and at the end of the year."""
    site = Site("miyun-road")
    site.roster = made.roster(made.person(1, "张三"), made.person(2, "李四"))
    site.start()
    Engagement.objects.filter(worker__name="张三").update(
        agreement_from=dt.date(2025, 6, 1), agreement_until=day
    )
    Engagement.objects.filter(worker__name="李四").update(agreement_until=dt.date(2025, 12, 31))
    return site


def who(name: str) -> Engagement:
    return Engagement.objects.get(worker__name=name)


def test_an_agreement_that_ends_is_renewed_with_evidence(client):
    site = ended(dt.date(2025, 6, 10))
    url = f"/projects/{site.project.code}/agreements/"
    client.force_login(site.officer)
    page = client.get(url).content.decode()
    assert "张三" in page and "李四" not in page and "XY-1-续1" in page
    person = who("张三")
    chosen = {f"p-{person.pk}": "on", f"n-{person.pk}": "XY-1-续1"}
    before = everything()
    told = lambda: {k: v for k, v in everything().items() if "session" not in k}  # noqa: E731
    for wrong, message in (
        (typed(), "还没有选人"),
        (typed(**chosen | {f"n-{person.pk}": " "}), "新的协议编号"),
        (typed(**chosen, until="2025-06-09", since="2025-06-01"), "不早于新协议"),
        (typed(**chosen, until="2025-06-01"), "不能早于开始"),
        (typed(**chosen, sheet=SimpleUploadedFile("a.pdf", b"x")), "文件"),
    ):
        answer = client.post(url, wrong)
        assert answer.status_code == 422 and message in answer.content.decode(), message
    assert told() == {k: v for k, v in before.items() if "session" not in k}
    assert client.post(url, typed(**chosen)).status_code == 302
    person.refresh_from_db()
    assert (person.agreement_number, person.agreement_until) == ("XY-1-续1", dt.date(2025, 9, 30))
    assert person.agreement_from == dt.date(2025, 6, 1)  # no gap: it goes on
    assert person.insurance == "工伤保险至 2025-12" and person.state == "ON_DUTY"
    record = RenewalRecord.objects.get()
    assert (record.followed_number, record.followed_until) == ("XY-1", dt.date(2025, 6, 10))
    entry = Entry.objects.get(kind="labour", move="renew")
    assert entry.payload["people"] == 1 and "张三" not in str(entry.payload)
    assert "2025" in client.get(url).content.decode()
    assert client.post(url, typed(**chosen)).status_code == 422  # the same once more
    assert Renewal.objects.count() == 1


def test_a_gap_begins_a_new_term_and_others_renew_nothing(client):
    site = ended(dt.date(2025, 6, 2))
    url, person = f"/projects/{site.project.code}/agreements/", who("张三")
    chosen = {f"p-{person.pk}": "on", f"n-{person.pk}": "XY-1-续1"}
    client.force_login(holding(site.project, "owner.lead"))
    assert "签字的协议" not in client.get(url).content.decode()
    assert client.post(url, typed(**chosen)).status_code == 403 and not Renewal.objects.exists()
    client.force_login(site.officer)
    assert client.post(url, typed(**chosen)).status_code == 302
    assert who("张三").agreement_from == dt.date(2025, 6, 11)
