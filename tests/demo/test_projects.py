"""The demo projects: all get where they should wait, every post finds work, twice does nothing."""

import pytest

from flows.audit.verify import verify
from flows.demo import projects
from flows.demo.case import BUNDLED, Case
from flows.demo.demos import DEMOS
from flows.desk.models import Seat
from flows.orgs.kinds import PostCode
from flows.orgs.models import User
from flows.payroll.models import PayrollBatch
from flows.projects.models import Project
from flows.sheets.ledgers import parse

PRIMARY = [  # the account that the log-in page shows first for each post
    f"{'beijing' if code.startswith('city') else 'miyun'}.{code.value}"
    for code in PostCode
    if code.organization_kind not in projects.IDLE_KINDS and code not in projects.IDLE
    and code != PostCode.SECTOR_REVIEWER
]  # fmt: skip


def test_codes_are_nobody_else_s():
    codes = [demo.code for demo in DEMOS]
    names = [demo.spec.name for demo in DEMOS]
    bundled = {Case.load(folder.name)["code"] for folder in BUNDLED.iterdir()}
    assert len(set(codes)) == len(set(names)) == len(DEMOS) >= 8 and not bundled & set(codes)
    assert {demo.spec.district for demo in DEMOS} == {"110118"}
    assert {demo.spec.field for demo in DEMOS} >= {"农村生产生活", "交通", "水利", "林业"}


@pytest.mark.django_db
def test_every_post_finds_work():
    said: list[str] = []
    projects.load(said.append)
    assert len(said) == len(DEMOS) == Project.objects.count()
    assert projects.unmanned() == []
    idle = [
        name for name in PRIMARY
        if not Seat.objects.open_to(User.objects.get(username=name)).exists()
    ]  # fmt: skip
    assert idle == []
    reviewers = User.objects.filter(appointments__post__code=PostCode.SECTOR_REVIEWER)
    assert all(Seat.objects.open_to(user).exists() for user in reviewers) and len(reviewers) == 4
    for demo in DEMOS:
        project = Project.objects.get(code=demo.code)
        assert verify(project.chain).intact
        assert 2025 <= project.created_at.year <= 2026 and project.chain.simulated_at.year <= 2026
        open_here = Seat.objects.filter(chain=project.chain, state="open")
        assert open_here.exists() == bool(demo.at), demo.waits
        if demo.at:
            assert demo.at[0].find(demo.spec), demo.waits
    assert Project.objects.get(code=DEMOS[-1].code).stage == "ARCHIVED"
    paying = next(demo for demo in DEMOS if len(demo.at) == 2)
    months = PayrollBatch.objects.filter(project__code=paying.code).values_list("state", flat=True)
    assert list(months) == ["DONE", "DRAFT"]
    entries = sum(project.chain.sequence for project in Project.objects.all())
    projects.load(said.append)
    assert len(said) == len(DEMOS)
    assert entries == sum(project.chain.sequence for project in Project.objects.all())


def test_sheets_of_a_demo_project_are_for_download():
    demo = next(demo for demo in DEMOS if demo.spot_check)
    sheets = projects.demo_sheets(Project(code=demo.code))
    assert [name for name, _ in sheets] == sorted(name for name, _ in sheets)
    assert {parse(name, data).kind for name, data in sheets} == {
        "roster", "attendance", "payroll", "receipts",
    }  # fmt: skip
    assert len(sheets) == 1 + 3 * demo.spec.months
    assert sheets == projects.demo_sheets(Project(code=demo.code))
    assert projects.demo_sheets(Project(code="2503-110118-04-01-100001")) == []
