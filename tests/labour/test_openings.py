"""用工岗位: kept by owner and contractor, judged beside the papers, every change in the trail."""

import datetime as dt
from decimal import Decimal

import pytest

from flows.audit.models import Entry
from flows.documents.models import Document
from flows.engine.findings import NotYours, Refused, Terms, evaluate
from flows.engine.models import Parameter
from flows.labour.actions import openings as verbs
from flows.labour.models import Opening
from flows.labour.rules.openings import JUDGE, Offered
from flows.projects.models import Baseline, Project
from tests.dossier import a_project, codes, everything, holding, refused
from tests.labour.surveyed import POST, add, at_prep

pytestmark = pytest.mark.django_db
TYPED = {
    "link": "一般劳动", "trade": "普工", "headcount": "2", "starts_on": "2025-06-03",
    "ends_on": "2025-08-29", "daily_rate": "200",
}  # fmt: skip


@pytest.fixture
def project(db) -> Project:
    return at_prep()


def judged(*posts, **papers):
    offered = Offered(posts, dt.date(2025, 6, 1), dt.date(2025, 8, 31), **papers)
    return [f.code for f in evaluate(JUDGE, offered, terms())]


def terms():
    return Terms(dt.date(2025, 6, 1), Parameter.snapshot())


def post(**changes):
    return Opening(**POST | changes)


def test_what_is_judged():
    assert judged() == [] == judged(post(), approved=2, planned=2)
    assert judged(post(), approved=3) == ["OPENINGS_BELOW_BASELINE"]
    assert judged(post(), planned=3) == ["OPENINGS_UNLIKE_PLAN"]
    assert judged(post(headcount=5), approved=3) == []
    poor = post(daily_rate=Decimal("111.26"))
    assert judged(poor) == ["OPENING_BELOW_MINWAGE"]  # 2420 ÷ 21.75 = 111.264…
    assert judged(post(daily_rate=Decimal("111.27"))) == []
    assert judged(post(daily_rate=None, piece_rate=Decimal(5))) == []
    late = {"starts_on": dt.date(2025, 9, 1), "ends_on": dt.date(2025, 12, 1)}
    assert judged(post(**late)) == ["OPENING_OUT_OF_TIME"]
    assert judged(post(link="后期管护", **late)) == []
    dearer = post(link="后期管护", daily_rate=Decimal("115"), **late)
    assert judged(dearer) == ["OPENING_BELOW_MINWAGE"]  # 2540 from 2025-09-01 on


def test_an_opening_is_added_changed_and_removed_on_the_pages(client, project):
    client.force_login(holding(project, "owner.site"))
    url = f"/projects/{project.code}/openings/"
    assert "还没有岗位" in client.get(url).content.decode()
    assert "已增加岗位" in client.post(url, TYPED, follow=True).content.decode()
    made = Opening.objects.get()
    assert (made.headcount, made.daily_rate) == (2, 200)
    one = f"{url}{made.pk}/"
    assert 'value="2025-06-03"' in client.get(one).content.decode()
    before = everything()
    assert "没有变化" in client.post(one, TYPED, follow=True).content.decode()
    assert everything() == before | {k: v for k, v in everything().items() if "session" in k}
    client.post(one, TYPED | {"headcount": "3"})
    made.refresh_from_db()
    assert made.headcount == 3
    assert client.get(f"{one}remove/").status_code == 405
    client.post(f"{one}remove/")
    assert not Opening.objects.exists()
    told = Entry.objects.filter(kind="labour").order_by("sequence")
    assert [(e.move, e.payload) for e in told] == [
        ("add_opening", {"opening": made.pk, "headcount": 2}),
        ("change_opening", {"opening": made.pk, "headcount": 3, "fields": ["headcount"]}),
        ("remove_opening", {"opening": made.pk, "headcount": 3}),
    ]


@pytest.mark.parametrize(("typed", "said"), [
    ({"ends_on": "2025-06-01"}, "结束不能早于开始"), ({"daily_rate": ""}, "请填写日报酬标准或计件单价"),
    ({"piece_rate": "5"}, "请写明单位"), ({"headcount": "0"}, "大于或等于"), ({"link": "x"}, "选"),
])  # fmt: skip
def test_what_is_typed_wrong_is_said_and_changes_nothing(client, project, typed, said):
    client.force_login(holding(project, "owner.lead"))
    answer = client.post(f"/projects/{project.code}/openings/", TYPED | typed)
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not Opening.objects.exists() and "普工" in answer.content.decode()


def test_the_same_again_is_refused(client, project):
    first = add(project)
    caught = refused(Refused, add, project, headcount=9)
    assert (
        codes(caught) == ["OPENING_SAME"] and "更改那个岗位的人数" in caught.value.findings[0].cure
    )
    other = add(project, trade="搬运")
    lead = holding(project, "owner.lead")
    refused(Refused, verbs.change_opening, other, {"trade": "普工"}, by=lead)
    client.force_login(lead)
    answer = client.post(f"/projects/{project.code}/openings/", TYPED)
    assert answer.status_code == 422 and "已有相同的岗位" in answer.content.decode()
    assert Opening.objects.count() == 2 and first.headcount == 2


def test_whose_it_is_and_when(client, project):
    refused(NotYours, add, project, by="village.director")
    client.force_login(holding(project, "township.clerk"))
    url = f"/projects/{project.code}/openings/"
    assert client.post(url, TYPED).status_code == 403
    assert "增加岗位" not in client.get(url).content.decode()
    early = a_project(code="2503-110118-04-01-200003", name="示例村便桥")
    assert codes(refused(Refused, add, early)) == ["STAGE_WRONG"]


def test_the_sum_stands_beside_baseline_and_plan(client, project):
    Baseline.objects.create(
        project=project, approved_on=dt.date(2025, 3, 25), headcount=42, labour_pay=336000,
        denominator="市级财政", denominator_amount=1500000,
    )  # fmt: skip
    Document.objects.filter(project=project, kind="plan").update(elements={"r1": {"openings": 40}})
    client.force_login(holding(project, "owner.lead"))
    url = f"/projects/{project.code}/openings/"
    add(project, headcount=30, daily_rate=Decimal("100"))
    page = client.get(url).content.decode()
    assert "共 30 人，批复 42 人，实施方案 40 人" in page
    for code in ("OPENINGS_BELOW_BASELINE", "OPENINGS_UNLIKE_PLAN", "OPENING_BELOW_MINWAGE"):
        assert code in page


def test_the_project_page_leads_there(client, project):
    client.force_login(holding(project, "owner.lead"))
    page = client.get(f"/projects/{project.code}/").content.decode()
    for name in ("survey", "openings", "matching"):
        assert f"/projects/{project.code}/{name}/" in page
    early = a_project(code="2503-110118-04-01-200003", name="示例村便桥")
    assert "/openings/" not in client.get(f"/projects/{early.code}/").content.decode()
