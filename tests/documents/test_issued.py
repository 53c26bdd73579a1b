"""Papers that come out: one per kind, the same for the same facts, found when altered."""

import datetime as dt
import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import Error, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document as Docx

from flows.audit.models import Entry
from flows.commencement.models import FundingNotice, StartReadiness
from flows.demo.actors import agree, fresh
from flows.documents.issued import templates
from flows.documents.issued.actions import file_of, issue
from flows.documents.issued.comparing import compare, lines, parts_of
from flows.documents.issued.layouts import LAYOUTS
from flows.documents.issued.office import base
from flows.documents.models import Document, IssuedPaper
from flows.engine import gate
from flows.engine.findings import NotYours, Refused
from flows.labour.models import Roster
from flows.orgs.kinds import PostCode
from flows.orgs.models import Appointment, Organization, User
from flows.payroll.models import PayrollBatch, PayrollLine
from flows.supervision.models import Rectification
from tests.acceptance.conftest import finished
from tests.dossier import a_project, case_of, holding, refused
from tests.pages.conftest import with_june
from tests.remembered import remembered


@remembered
def approved():
    case = case_of_project("DECIDED_APPROVE")
    return Document.objects.get(project=case.project, kind="approval")


def case_of_project(state):
    return case_of(a_project(), state)


@pytest.fixture
def approval(db):
    return approved()


def words(data):
    return "\n".join(text for _, text in lines(parts_of(data)))


def edited(data, change):
    file = Docx(io.BytesIO(data))
    change(file)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def issued(paper, kind, post):
    return issue(paper.project, kind, paper.pk, by=holding(paper.project, post))


def test_the_templates_kept_are_what_the_layouts_make():
    """After a change of a layout: python3 manage.py paper_templates."""
    for kind, layout in LAYOUTS.items():
        assert parts_of(templates.builtin(kind)) == parts_of(base(layout)), kind
        templates.check(kind, "a.docx", templates.builtin(kind))


def test_an_approval_in_official_layout(approval):
    made = issued(approval, "approval", "drc.clerk")
    text = words(file_of(made))
    assert approval.number in text and "务工42人" in text and "336,000.00元" in text
    assert "22.40%" in text and "r12" in text and made.content_sha256[:16] in text
    file = Docx(io.BytesIO(file_of(made)))
    page = file.sections[0]
    assert [
        round(m.mm)
        for m in (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    ] == [37, 35, 28, 26]
    title = next(p for p in file.paragraphs if "立项的批复" in p.text)
    assert title.runs[0].font.size.pt == 22 and "方正小标宋简体" in title._p.xml
    entry = Entry.objects.get(paper="IssuedPaper", kind="issue")
    assert entry.payload["content_sha256"] == made.content_sha256


def test_the_same_facts_give_the_same_paper_and_a_changed_one_a_new_version(approval):
    first = issued(approval, "approval", "drc.clerk")
    data, entries = file_of(first), Entry.objects.count()
    assert issued(approval, "approval", "drc.chief") == first
    assert Entry.objects.count() == entries and IssuedPaper.objects.count() == 1
    again = IssuedPaper.objects.select_related("project", "template").get(pk=first.pk)
    assert file_of(again) == data
    approval.project.content = "路面硬化 900 米"
    approval.project.save()
    second = issued(fresh(approval), "approval", "drc.clerk")
    assert second.version == 2 and second.content_sha256 != first.content_sha256
    assert file_of(again) == data


def test_a_missing_element_is_named_and_nothing_goes_out(approval, client):
    elements = dict(approval.elements)
    del elements["r6"]
    Document.objects.filter(pk=approval.pk).update(elements=elements)
    caught = refused(Refused, issued, fresh(approval), "approval", "drc.clerk")
    assert "r6" in [finding.code for finding in caught.value.findings]
    client.force_login(holding(approval.project, "drc.clerk"))
    page = client.get(reverse("issued", args=[approval.project.code])).content.decode()
    assert "发放方式" in page and "还不能签发" in page


def test_only_the_body_that_signs_issues(approval):
    refused(NotYours, issued, approval, "approval", "owner.lead")
    refused(NotYours, issued, approval, "approval", "finance.chief")


def test_an_edited_file_is_found(approval):
    data = file_of(issued(approval, "approval", "drc.clerk"))
    project = approval.project
    assert compare(project, data).accepted
    assert compare(project, edited(data, lambda file: None)).accepted  # 另存

    def more_pay(file):
        for paragraph in file.paragraphs:
            for run in paragraph.runs:
                run.text = run.text.replace("336,000.00", "636,000.00")

    found = compare(project, edited(data, more_pay))
    assert not found.accepted and found.place.startswith("第 ") and "636,000.00" in found.found

    def cell(file):
        file.tables[0].cell(2, 2).text = "当地务工人数：900"

    assert compare(project, edited(data, cell)).place == "第 1 表第 3 行第 3 列"

    def hide(file):
        file.paragraphs[8].runs[0].font.hidden = True

    assert compare(project, edited(data, hide)).place == "格式"

    def unmark(data):
        return re.sub(r"[0-9a-f]{64}", "0" * 64, data.decode()).encode()

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts_of(data).items():
            archive.writestr(name, unmark(part) if name == "docProps/custom.xml" else part)
    assert "没有签发过" in compare(project, out.getvalue()).said
    assert not compare(project, b"PK\x03\x04").accepted


def test_verify_trail_takes_the_file(approval, tmp_path, capsys):
    made = issued(approval, "approval", "drc.clerk")
    file = tmp_path / "a.docx"
    file.write_bytes(file_of(made))
    call_command("verify_trail", approval.project.code, file=str(file))
    file.write_bytes(templates.builtin("approval"))
    with pytest.raises(SystemExit):
        call_command("verify_trail", approval.project.code, file=str(file))


def test_what_was_issued_is_kept_by_the_database(approval):
    made = issued(approval, "approval", "drc.clerk")
    with pytest.raises(Error), transaction.atomic():
        IssuedPaper.objects.filter(pk=made.pk).update(number="x")


def administrator(district="110118"):
    body = Organization.objects.create(name="运行", kind="admin", district=district)
    user = User.objects.create(username="sys", full_name="管理员")
    Appointment.objects.create(user=user, post=body.posts.create(code=PostCode.ADMIN_SYSTEM))
    return user


def test_a_district_brings_its_own_template(approval, client):
    client.force_login(administrator())

    def renamed(file):
        file.paragraphs[0].runs[0].text = "区里自己的版头 {{ 发文机关 }}"

    def wrong(file):
        file.paragraphs[0].runs[0].text = "{{ 局长 }}"

    def wicked(file):
        file.paragraphs[0].runs[0].text = "{{ ''.__class__.__mro__ }}{{ 'a' * 99 }}"

    def upload(change, district="110118"):
        data = edited(templates.builtin("approval"), change)
        given = {"what": "approval", "district": district}
        return client.post(
            reverse("paper-templates"), {**given, "file": SimpleUploadedFile("a.docx", data)}
        )

    assert "局长" in upload(wrong).content.decode()
    assert upload(wicked).status_code == 422 and upload(renamed, "110101").status_code == 404
    before = issued(approval, "approval", "drc.clerk")
    assert upload(renamed).status_code == 302
    after = issued(approval, "approval", "drc.clerk")
    assert after.version == 2 and "区里自己的版头" in words(file_of(after))
    assert "区里自己的版头" not in words(file_of(before))
    client.force_login(holding(approval.project, "drc.clerk"))
    assert client.get(reverse("paper-templates")).status_code == 404


def test_the_acceptance_paper_bears_the_checklist(db):
    works = finished()
    works.to_vote()
    works.vote(*("agree",) * 6, "refused")
    agree(works.case)
    case = works.case
    project = case.project
    project.baselines.update(document_number="密云发改〔2025〕1号")
    made = issue(project, "acceptance", case.pk, by=holding(project, "owner.lead"))
    text = words(file_of(made))
    assert all(f"\n{code}\n" in text for code in ("E1", "E7", "L1", "L18"))
    assert "不同意 1" in text and "理由" in text and "结论：通过" in text
    handed_over(works)


def handed_over(works):
    project, handover = works.project, works.handover
    by = holding(project, "owner.lead")
    caught = refused(Refused, issue, project, "handover", handover.pk, by=by)
    assert "接收单位" in str(caught.value)
    gate.edit(handover, by=by, transfer_list="道路 1 条\n竣工图 1 套", received_by="示例村民委员会")
    agree(fresh(handover))
    made = issue(project, "handover", handover.pk, by=by)
    assert "竣工图 1 套" in words(file_of(made))


def test_pay_notice_and_roster_show_no_numbers(db, client, statements):
    site = with_june()
    project, batch = site.project, site.move_on("2025-06", "CONFIRMED")
    made = issue(project, "pay_notice", batch.pk, by=site.officer)
    text = words(file_of(made))
    names = set(
        PayrollLine.objects.filter(batch=batch).values_list("engagement__worker__name", flat=True)
    )
    assert not [name for name in names if name in text] and "*" in text
    roster = issue(project, "roster", Roster.objects.get(project=project).pk, by=site.officer)
    text = words(file_of(roster))
    assert all(name in text for name in names) and not re.search(r"(?<![0-9a-f-])\d{11,}", text)
    client.force_login(site.officer)
    file = reverse("issued-file", args=[roster.pk])
    assert client.get(file).status_code == 302
    assert client.post(file).status_code == 200
    assert Entry.objects.filter(kind="export", paper="IssuedPaper").count() == 1
    assert client.get(reverse("issued-page", args=[made.pk])).status_code == 200
    with statements() as found:
        page = client.get(reverse("issued", args=[project.code]))
    assert page.status_code == 200 and len(found) < 130, len(found)
    for month in (9, 10, 11):
        PayrollBatch.objects.create(
            project=project, month=dt.date(2025, month, 1), created_at=project.created_at
        )
    with statements() as again:
        client.get(reverse("issued", args=[project.code]))
    assert len(again) == len(found)


def test_the_money_goes_out_with_its_elements(db):
    case = case_of_project("DELIVERED")
    notice = FundingNotice.objects.get(project=case.project)
    caught = refused(Refused, issued, notice, "funding", "finance.chief")
    assert "尚未签发" in str(caught.value)
    while fresh(notice).state != "FORWARDED":
        agree(fresh(notice))
    text = words(file_of(issued(fresh(notice), "funding", "finance.chief")))
    assert "市级财政\n1,500,000.00" in text and fresh(notice).number in text and "r12" in text


def test_the_order_to_start_and_the_notice_to_rectify(db):
    project = finished().project
    given = {"project": project, "created_at": project.created_at}
    start = StartReadiness.objects.create(
        state="ISSUED", started_on=dt.date(2025, 6, 3), start_order_number="KG-1", **given
    )
    signer = "supervisor.chief" if project.has_firm else "owner.lead"
    assert "劳资专管员" in str(refused(Refused, issued, start, "start", signer).value)
    said = {"labour_officer": "李四", "briefing_on": dt.date(2025, 6, 2), "insurance": "意外险"}
    StartReadiness.objects.filter(pk=start.pk).update(**said)
    text = words(file_of(issued(fresh(start), "start", signer)))
    assert "同意于2025年6月3日开工" in text and "KG-1" in text
    row = Rectification.objects.create(
        number=1, code="Q3", severity="B", defect="路面 <裂缝> & 起砂\x0b", deadline=dt.date(2025, 7, 1),
        responsible="示例施工单位", state="OPEN", **given,
    )  # fmt: skip
    signer = "supervisor.chief" if project.has_firm else "owner.site"
    text = words(file_of(issued(row, "rectification", signer)))
    assert "路面 <裂缝> & 起砂" in text and "2025年7月1日前完成整改" in text


@pytest.fixture
def statements():
    return lambda: CaptureQueriesContext(connection)
