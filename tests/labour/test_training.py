"""培训与交底: registered with evidence, it brings people on duty; refused, it leaves no trace."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from flows.acceptance.figures.people import people
from flows.audit.models import Entry
from flows.labour.models import Engagement, Opening, Training
from tests.dossier import everything, holding
from tests.labour.surveyed import POST
from tests.payroll import sheetwork as made
from tests.payroll.worksite import Site

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def typed(**changes):
    return {
        "do": "session", "kind": "安全生产培训", "held_on": "2025-06-03", "hours": "4",
        "content": "用电与机械安全", "trainer": "甲", "sheet": SimpleUploadedFile("a.pdf", PDF),
    } | changes  # fmt: skip


def state(name):
    return Engagement.objects.get(worker__name=name).state


def test_trained_and_briefed_people_come_on_duty(client):
    site = Site("miyun-road")
    new = made.person(2, "李四", 安全培训日期="", 培训成绩="", 工种="钢筋工")
    site.roster = made.roster(made.person(1, "张三"), new)
    Opening.objects.create(project=site.project, **POST | {"trade": "钢筋工", "is_key": True})
    site.start()
    who = Engagement.objects.get(worker__name="李四")
    url = f"/projects/{site.project.code}/training/"
    client.force_login(site.officer)
    page = client.get(f"/projects/{site.project.code}/workers/?tab=unfit").content.decode()
    assert "没有合格的安全培训记录" in page and "张三" not in page
    today = dt.date(2025, 6, 3)
    before = everything()
    assert client.post(url, typed()).status_code == 422  # nobody ticked
    late = typed(held_on="2025-06-09", **{f"p-{who.pk}": "passed"})
    assert "还没有到" in client.post(url, late).content.decode()
    bad = typed(sheet=SimpleUploadedFile("a.pdf", b"x"), **{f"p-{who.pk}": "passed"})
    assert client.post(url, bad).status_code == 422
    told = lambda: {k: v for k, v in everything().items() if "session" not in k}  # noqa: E731
    assert told() == {k: v for k, v in before.items() if "session" not in k}
    assert client.post(url, typed(content="没过的", **{f"p-{who.pk}": "failed"})).status_code == 302
    assert state("李四") == "CONTRACTED" and people(site.project, today).trained == 1
    good = {f"p-{who.pk}": "passed", f"s-{who.pk}": "92"}
    assert client.post(url, typed(**good)).status_code == 302
    who.refresh_from_db()
    assert (who.training_date, who.training_score, who.state) == (today, 92, "TRAINED")
    assert client.post(url, typed(**good)).status_code == 422  # the same once more
    assert (
        "还没有技术交底签字"
        in client.get(f"/projects/{site.project.code}/workers/{who.pk}/").content.decode()
    )
    sheet = SimpleUploadedFile("b.pdf", PDF)
    brief = {"do": "briefing", "topic": "绑扎", "held_on": "2025-06-03", "briefer": "乙"}
    answer = client.post(url, brief | {f"b-{who.pk}": "on", "sheet": sheet})
    assert answer.status_code == 302 and state("李四") == "ON_DUTY"
    entries = Entry.objects.filter(kind="labour", move__in=("train", "brief"))
    assert entries.count() == 3 and not any("李四" in str(each.payload) for each in entries)
    assert "绑扎" in client.get(url).content.decode()
    skill = typed(kind="劳动技能培训", content="砌筑", **good)
    assert client.post(url, skill).status_code == 302
    assert people(site.project, today).trained == 3  # two for safety, one for skill


def test_others_register_nothing(client):
    site = Site("miyun-road").start()
    url = f"/projects/{site.project.code}/training/"
    client.force_login(holding(site.project, "owner.lead"))
    assert "登记一次培训" not in client.get(url).content.decode()
    assert client.post(url, typed()).status_code == 403 and not Training.objects.exists()
