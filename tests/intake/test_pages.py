"""补录 on its pages: one form makes one project, everything it touches says 补录."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from flows.acceptance.actions.review import review
from flows.acceptance.models import AcceptanceCase
from flows.demo.actors import fresh
from flows.engine import clock
from flows.intake.models import Intake
from flows.orgs.models import User
from flows.payroll.models import PayrollBatch
from flows.projects.models import Project
from tests.dossier import ELEMENTS, everything, holding

from .running import CODE, PDF, chief, clerk, entered, form, stated

pytestmark = pytest.mark.django_db
MARK, SINCE = "补录", "起在本系统办理，此前以扫描件为准"


def text(answer):
    return answer.content.decode()


def test_the_form_makes_a_draft_and_the_desk_does_the_rest(client):
    client.force_login(clerk())
    assert "存量项目补录" in text(client.get("/projects/"))
    answer = client.post("/projects/enter/", form("FUNDED"))
    intake = Intake.objects.get()
    assert answer.status_code == 302 and answer.url == f"/papers/Intake/{intake.pk}/"
    page = text(client.get(answer.url))
    for said in (
        "缺少立项批复扫描件",
        "缺少资金拨付文件扫描件",
        "尚未经区发改确认",
        "更正补录内容",
    ):
        assert said in page, said
    assert "施工合同扫描件" not in page
    upload = {
        kind: SimpleUploadedFile(f"{kind}.pdf", PDF, "application/pdf")
        for kind in ("approval", "funding")
    }
    assert client.post(f"/intakes/{intake.pk}/scans/", upload).status_code == 302
    elements = {
        f"{key}.{name}": "、".join(value) if isinstance(value, list) else str(value)
        for key, parts in ELEMENTS.items()
        for name, value in parts.items()
    } | {"r7.project_board": "1", "r12.no_management_pay": "1", "expect": fresh(intake).version}
    assert client.post(f"/papers/Intake/{intake.pk}/elements/", elements).status_code == 302
    decide(client, intake, "submit")
    client.force_login(chief())
    assert MARK in text(client.get("/")) and "确认补录到资金下达" in text(client.get(answer.url))
    decide(client, intake, "confirm_funded")
    assert fresh(intake.project).stage == "CONTRACTING"


def decide(client, intake, move):
    said = {"move": move, "opinion": "核对一致", "expect": fresh(intake).version}
    answer = client.post(f"/papers/Intake/{intake.pk}/", said)
    assert answer.status_code == 302, text(answer)


def test_the_same_form_twice_makes_one_project(client):
    client.force_login(clerk())
    client.post("/projects/enter/", form("FUNDED"))
    before = everything()
    answer = client.post("/projects/enter/", form("FUNDED"))
    assert answer.status_code == 422 and f"项目代码 {CODE} 已在本系统登记" in text(answer)
    assert Project.objects.count() == 1 and everything() == before


@pytest.mark.parametrize(
    "changes", [{"at": ""}, {"village": ""}, {"fund_2": "", "fund_3": ""}, {"at": "ARCHIVED"}]
)
def test_a_form_that_says_too_little_changes_nothing(client, changes):
    client.force_login(clerk())
    said, before = form("FUNDED", **changes), everything()
    assert client.post("/projects/enter/", said).status_code == 422
    assert {k: v for k, v in everything().items() if k != "django_session"} == {
        k: v for k, v in before.items() if k != "django_session"
    }


def test_for_anybody_else_the_pages_do_not_exist(client):
    intake = stated("FUNDED")
    correct = f"/projects/{CODE}/enter/"
    for name in ("miyun.drc.chief", "miyun.village.director", "miyun.finance.clerk"):
        client.force_login(User.objects.get(username=name))
        for url in ("/projects/enter/", correct):
            assert client.get(url).status_code == client.post(url).status_code == 404, url
    before = everything()
    upload = {"approval": SimpleUploadedFile("a.pdf", PDF)}
    client.force_login(chief())
    client.post(f"/intakes/{intake.pk}/scans/", upload)
    assert everything()["flows_attachment"] == before["flows_attachment"]


def test_what_was_stated_is_shown_again_and_corrected_once(client):
    intake = stated("FUNDED")
    client.force_login(clerk())
    page = text(client.get(f"/projects/{CODE}/enter/"))
    assert "密发改〔2024〕7号" in page and "1500000.00" in page and "示例村在建道路" in page
    said = form("FUNDED", name="改名道路", fund_3="500000", expect=intake.version)
    assert client.post(f"/projects/{CODE}/enter/", said).status_code == 302
    project = fresh(intake.project)
    assert project.name == "改名道路" and project.total_investment == 2000000
    assert sum(fund.amount for fund in project.funds.all()) == 2000000
    before = everything()
    assert client.post(f"/projects/{CODE}/enter/", said).status_code == 409
    assert everything()["flows_project"] == before["flows_project"]


def test_every_page_says_so(client):
    """Project, list, inbox, papers, trail, ledgers, what is printed."""
    project = entered("CONSTRUCTION")
    batch = PayrollBatch.objects.get(project=project)
    case = AcceptanceCase.objects.get(project=project)
    intake = Intake.objects.get(project=project)
    client.force_login(holding(project, "township.ledger"))
    urls = [
        f"/projects/{CODE}/",
        f"/projects/{CODE}/trail/",
        f"/projects/{CODE}/ledgers/",
        f"/papers/PayrollBatch/{batch.pk}/",
        f"/papers/AcceptanceCase/{case.pk}/",
        f"/papers/Intake/{intake.pk}/",
    ]
    client.force_login(holding(project, "contractor.labour"))
    urls += [f"/payroll/{batch.pk}/notice/", f"/payroll/{batch.pk}/signatures/"]
    for url in urls:
        page = client.get(url)
        assert page.status_code == 200, url
        assert f"{project.entered_on} {SINCE}" in text(page), url
    assert ">补录</span>" in text(client.get("/projects/"))
    assert ">补录</span>" in text(client.get("/"))


def test_an_ordinary_project_says_nothing_of_it(client):
    from tests.dossier import a_project

    project = a_project()
    client.force_login(holding(project, "village.director"))
    for url in ("/", "/projects/", f"/projects/{project.code}/"):
        assert SINCE not in text(client.get(url)) and ">补录</span>" not in text(client.get(url))


def test_the_corridor_shows_what_lies_before(client):
    project = entered("FUNDED")
    client.force_login(chief())
    stages = client.get(f"/projects/{CODE}/").context["stages"]
    assert [stage["note"] for stage in stages[:7]] == ["补录前"] * 6 + [""]
    assert stages[6]["when"] and stages[7]["kind"] == "current"
    assert project.stage == "CONTRACTING"


def test_the_checklist_never_calls_unknown_months_a_pass_or_a_failure():
    project = entered("CONSTRUCTION")
    items = {item.code: item for item in review(project).items}
    note = f"只核验 {clock.today()} 起在本系统办理的部分"
    assert [code for code, item in items.items() if note in item.message] == [
        "E6", "L2", "L3", "L4", "L5", "L6", "L7", "L8", "L9", "L10", "L11", "L12", "L13", "L14",
        "L15", "L16",
    ]  # fmt: skip
    for code in ("L2", "L4", "L5", "L9"):
        assert items[code].verdict == "explain", code
    assert items["L4"].blocks


def test_a_project_that_came_in_before_the_works_is_weighed_as_all_others():
    items = review(entered("READY")).items
    assert not any("补录项目" in item.message for item in items)


def test_the_pages_cost_the_same(client):
    client.force_login(clerk())
    with CaptureQueriesContext(connection) as statements:
        assert client.get("/projects/enter/").status_code == 200
    assert len(statements) <= 12
    intake = stated("CONSTRUCTION")
    with CaptureQueriesContext(connection) as statements:
        assert client.get(f"/papers/Intake/{intake.pk}/").status_code == 200
    assert len(statements) <= 60, len(statements)


def test_ledgers_of_months_before_are_not_taken():
    from types import SimpleNamespace

    from flows.engine.unit import work
    from flows.payroll.actions.timing import misplaced

    project = entered("CONSTRUCTION")
    earlier = clock.today().replace(day=1) - dt.timedelta(days=1)
    with work(project.chain, None) as unit:
        filed = SimpleNamespace(
            ledger=SimpleNamespace(project_name_in_title="", kind="payroll"),
            project=unit.current(project), month=earlier, unit=unit,
            error=lambda code, said: (code, said),
        )  # fmt: skip
        ((code, said),) = misplaced(filed)
    assert code == "MONTH_BEFORE_ENTRY" and "扫描件" in said
