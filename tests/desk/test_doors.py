"""Every address, by every post: strangers log in, outsiders find nothing, administrators no business.

The addresses come from the resolver; one that is added later must say here what it opens, or the
first test fails.
"""

import re

import pytest
from django.core.files.base import ContentFile
from django.http import HttpResponseNotFound
from django.urls import get_resolver, reverse

from flows.demo.case import Case
from flows.demo.chapters import CHAPTERS
from flows.demo.organisation import Cast, ensure
from flows.demo.story import Story, until_stage
from flows.desk.models import Seat
from flows.documents.models import Attachment
from flows.engine import clock, registry
from flows.orgs.kinds import ADMIN_POSTS, CITY_KINDS, PostCode
from flows.orgs.models import User
from tests.dossier import a_project, everything, item_of
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
OPEN = {"healthz", "source", "login"}  # without log-in, on purpose
OWN = {"own", "own-confirm", "own-objection", "own-slip"}  # so too: tests/pages/test_worker_page.py
FREE = {
    "inbox",
    "projects",
    "register",
    "intake",
    "guide",
    "guide-flow",
    "logout",
    "notices",
    "notices-read",
    "inbox-live",
    "inbox-bulk",
    "filter-save",
    "notice-settings",
    "notices-incidents",
    "incidents-retry",
    "substitutions",
    "phrases",
    "password",
    "start",
    "start-orgs",
    "start-calendar",
    "start-parameters",
    "flow-svg",
    "flow-bpmn",
    "machine-svg",
    "machine-bpmn",
    "disclosures",
    "bank-layout",
    "arrears",
    "heading-words",
    "paper-templates",
    "paper-template-file",
}  # about nobody's project


def addresses():
    """(name, parameters) of every address but the back office's."""
    found = []

    def walk(patterns):
        for each in patterns:
            if hasattr(each, "url_patterns"):
                if str(each.pattern) != "admin/":
                    walk(each.url_patterns)
            else:
                found.append((each.name, tuple(each.pattern.converters)))

    walk(get_resolver().url_patterns)
    return found


def examples(project):
    """What the parameters of an address may be for ``project``: by (name, parameter)."""
    papers = [
        (kind, paper.pk)
        for kind, flow in registry.flows().items()
        for paper in flow.paper.objects.filter(project=project)[:1]
    ]
    file = Attachment.objects.create(
        project=project,
        paper="PlanItem",
        paper_id=1,
        name="a.pdf",
        size=3,
        sha256="0" * 64,
        file=ContentFile(b"abc", "a.pdf"),
        added_at=clock.now(),
        added_by=project.initiator,
    )
    seat = Seat.objects.filter(chain=project.chain).first().pk
    first = lambda rows: getattr(rows.first(), "pk", 1)  # noqa: E731
    batch = getattr(project, "payrollbatchs", project.planitems)
    numbers = {
        "attachment": file.pk,
        "seat-claim": seat,
        "seat-release": seat,
        "worker": first(project.engagements),
        "reveal": first(project.engagements),
        "survey-drop": first(project.survey_entries),
        "opening": first(project.openings),
        "opening-remove": first(project.openings),
        "attendance-correct": first(project.engagements),
        "batch-compute": first(batch),
        "batch-lines": first(batch),
        "notice": first(batch),
        "signatures": first(batch),
        "signed-sheet": first(batch),
        "worker-links": first(batch),
        "device": first(batch),
        "slip": getattr(batch.first().lines.first(), "pk", 1),
        "signatures-printed": first(batch),
        "bank-file": first(batch),
        "import-job": first(project.import_jobs),
        "strike": getattr(batch.first().lines.first(), "pk", 1),
        "exception": getattr(batch.first().lines.first(), "pk", 1),
        "cash": getattr(batch.first().lines.first(), "pk", 1),
        "checkpoint-move": first(project.inspections),
        "inspect": first(project.inspections),
        "committee": first(project.acceptancecases),
        **dict.fromkeys(
            (
                "acceptance-summary",
                "acceptance-read",
                "filing",
                "outside-invite",
                "interests",
                "interest-end",
                "member",
                "member-chair",
                "member-password",
            ),
            first(project.acceptancecases),
        ),
        "benefits": first(project.handovers),
        "follow-up-open": first(project.handovers),
        **dict.fromkeys(("item", "items", "seal"), first(project.acceptancecases)),
        "visit-round": first(project.visitrounds),
        "visit": first(project.visitrounds),
        "monthly-report-print": first(project.monthlyreports),
        "message": 0,
        "filter-delete": 0,
        "incident-retry": 0,
        "incident-dismiss": 0,
        "desk-incident-retry": 0,
        "desk-incident-dismiss": 0,
        "substitution-end": 0,
        "phrase-drop": 0,
        "intake-scans": 0,
        "issued-page": 0,
        "issued-file": 0,
    }
    for name, parameters in addresses():
        if not parameters or name in FREE | OWN:
            continue
        if "kind" in parameters:
            more = {"verb": "transfer"} if "verb" in parameters else {}
            yield from (reverse(name, kwargs={"kind": k, "pk": pk} | more) for k, pk in papers)
            continue
        known = {
            "pk": numbers.get(name),
            "token": "x",
            "number": 1,
            "day": f"{project.planned_start}",
            "code": "L1" if name == "item" else project.code,
        }
        values = {parameter: known[parameter] for parameter in parameters}
        assert None not in values.values(), f"{name}: say above which row this address is about"
        yield reverse(name, kwargs=values)


@remembered
def lived():
    """A project with everything in it (a bundled case, lived until its handover), and its addresses."""
    story = Story(Case.load("miyun-road"), CHAPTERS, stop=until_stage("HANDOVER"))
    story.tell()
    assert story.project.stage == "HANDOVER", (story.project.stage, story.refused)
    return story.project, list(examples(story.project))


@pytest.fixture
def life(db):
    return lived()


@pytest.fixture
def project(life):
    return life[0]


@pytest.fixture
def urls(life):
    assert len(life[1]) > 50
    return life[1]


@pytest.fixture
def bare_not_found(monkeypatch):
    """A thousand answers are 404 here, and none of them is looked at."""
    monkeypatch.setattr(
        "ygdz_flow.urls.handler404",
        lambda request, exception: HttpResponseNotFound(),
        raising=False,
    )


def test_strangers_log_in(client, urls):
    named = [reverse(n) for n, p in addresses() if not p and n not in OPEN]
    for url in [*urls, *named]:
        for answer in (client.get(url), client.post(url)):
            assert answer.status_code == 302 and answer.url.startswith("/login/"), url


def test_outsiders_find_nothing(client, project, urls, bare_not_found):
    """Every post of another district, and the same district's village next door."""
    ensure(Cast("110119", "别镇", "别村", "交通", "别的业主", "别的施工单位", "别的监理"))
    ensure(
        Cast(project.district, "邻镇", "邻村", project.field, "邻镇业主", "邻村合作社", "邻区监理")
    )
    strangers = {}
    for user in User.objects.exclude(pk=0):
        body = next(iter(user.posts)).organization
        near = body.town == "邻镇" or body.name in ("邻镇业主", "邻村合作社", "邻区监理")
        if body.district == "110119" or near:
            strangers[(body.district, user.posts[0].code)] = user
    assert {code for _, code in strangers} == {
        post
        for post in PostCode
        if post not in (*ADMIN_POSTS, PostCode.OUTSIDE_EXPERT)  # who is invited, by one project
        and post.organization_kind not in CITY_KINDS
    }
    before = everything()
    shapes = list({re.sub(r"/(\d+|[A-Z][A-Za-z]+)/", "/#/", url): url for url in urls}.values())
    for place, user in enumerate(strangers.values()):
        client.force_login(user)
        # Every post tries a third of the shapes, every shape is tried by a third of the posts.
        for url in urls if place == 0 else shapes[place % 3 :: 3]:
            assert client.get(url).status_code in (404, 405), (user.username, url)
        assert project.name not in client.get("/projects/").content.decode()
    client.force_login(next(iter(strangers.values())))
    for url in urls:
        assert client.post(url, {"expect": 0, "move": "x"}).status_code in (404, 405), url
    assert same(before)


def test_administrators_have_no_business(client, project, urls, bare_not_found):
    for code in ADMIN_POSTS:
        client.force_login(User.objects.filter(appointments__post__code=code).first())
        assert client.get("/").url == "/admin/"
        for url in urls:
            assert client.get(url).status_code in (404, 405), (code, url)
        for url in ("/projects/", "/notices/", "/admin/"):
            assert project.name not in client.get(url).content.decode()


def test_insiders_are_served(client, project, urls):
    """Whoever is in scope gets a page or a clear answer, never a fault, and looking changes nothing."""
    people = [
        User.objects.filter(appointments__post=project.post(code)).first()
        for code in (
            "village.director",
            "township.ledger",
            "owner.lead",
            "contractor.labour",
            "drc.chief",
            "finance.chief",
            "sector.reviewer",
            "city_drc.head",
        )
    ] + [
        User.objects.filter(
            appointments__post__code="audit.officer", appointments__scope=project.district
        ).first()
    ]
    plain = (f"/projects/{project.code}/", f"/projects/{project.code}/trail/")
    papers = [
        url for url in urls if url in plain or (url.startswith("/papers/") and url.count("/") == 4)
    ]
    before = everything()
    for user in people:
        client.force_login(user)
        for url in urls if user in (people[0], people[4]) else papers:
            answer = client.get(url)
            # The message is somebody else's whoever asks; some pages belong to one post only.
            assert answer.status_code in (200, 302, 403, 404, 405, 410), (
                user.username,
                url,
                answer.status_code,
            )
            if url in papers:
                assert answer.status_code == 200, (user.username, url)
        assert project.name in client.get("/projects/").content.decode()
    assert same(before)


def same(before):
    """Nothing has changed but who is logged in."""
    moved = {"django_session", "orgs_user"}
    after = everything()
    return {k: v for k, v in before.items() if k not in moved} == {
        k: v for k, v in after.items() if k not in moved
    }


def test_looking_never_changes_and_unknown_is_not_found(client):
    project = a_project()
    item = item_of(project, "TOWN_REVIEW")
    client.force_login(User.objects.get(username="miyun.drc.chief"))
    for url in (
        "/papers/PlanItem/999999/",
        f"/papers/NoSuch/{item.pk}/",
        "/projects/none/",
        "/files/999999/",
        f"/papers/Project/{project.pk}/",
        "/?tab=none",
    ):
        answer = client.get(url)
        assert answer.status_code == 404 and "没有找到" in answer.content.decode(), url
    for url in (
        f"/seats/{item.pk}/claim/",
        f"/papers/PlanItem/{item.pk}/files/",
        "/notices/read/",
        "/logout/",
    ):
        assert client.get(url).status_code == 405, url


def test_pages_carry_no_inline_code_and_a_strict_policy(client):
    project = a_project()
    item = item_of(project)
    client.force_login(User.objects.get(username="miyun.village.director"))
    for url in (
        "/",
        "/projects/",
        "/projects/new/",
        "/notices/",
        f"/projects/{project.code}/",
        f"/papers/PlanItem/{item.pk}/",
        f"/papers/PlanItem/{item.pk}/edit/",
    ):
        answer = client.get(url)
        page = answer.content.decode()
        assert "style=" not in page and "<style" not in page and " onclick" not in page, url
        assert page.count("<script") == page.count("<script src") + page.count(
            "<script defer src"
        ), url
        assert "unsafe" not in answer["Content-Security-Policy"]
