"""Files handed in with a paper: what they are is told by content, who gets them by scope."""

import hashlib
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from flows.demo.actors import fresh, whose
from flows.documents.actions import attach, shown_name
from flows.documents.filetypes import MAX_SIZE, BadFile, kind_of
from flows.documents.models import Attachment
from flows.engine.findings import NotYours
from flows.orgs.models import Organization, Post
from tests.dossier import a_colleague, a_project, everything, holding, item_of

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def picture(kind):
    made = io.BytesIO()
    Image.new("RGB", (4, 4), "white").save(made, kind)
    return made.getvalue()


def archive(*names):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name in names:
            packed.writestr(name, "x")
    return made.getvalue()


XLSX = archive("[Content_Types].xml", "xl/workbook.xml")
DOCX = archive("[Content_Types].xml", "word/document.xml")
GOOD = {
    "说明.pdf": PDF,
    "现场.jpg": picture("JPEG"),
    "现场.JPEG": picture("JPEG"),
    "图.png": picture("PNG"),
    "表.xlsx": XLSX,
    "文.docx": DOCX,
}
BAD = {
    "空.pdf": b"",
    "程序.exe": b"MZ",
    "页面.html": b"<html>",
    "假.pdf": b"<html>not a pdf",
    "换名.png": PDF,
    "换名.xlsx": DOCX,
    "换名.pdf": XLSX,
    "宏.xlsx": archive("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"),
    "图后有包.jpg": picture("JPEG") + archive("a.txt"),
    "包前有图.png": picture("PNG") + XLSX,
    "图中有页.jpg": picture("JPEG") + b"<script>alert(1)</script>",
    "图中有文.png": picture("PNG") + b"%PDF-1.4 %%EOF",
    "文后有包.pdf": PDF + archive("a.txt"),
    "半截.png": picture("PNG")[:30],
    "大.pdf": PDF + b"\0" * MAX_SIZE,
    "普通.zip": archive("a"),
    "无类型": PDF,
}


@pytest.mark.parametrize("name", GOOD)
def test_taken(name):
    assert kind_of(name, GOOD[name]) in name.lower().replace("jpeg", "jpg")


@pytest.mark.parametrize("name", BAD)
def test_refused(name):
    with pytest.raises(BadFile):
        kind_of(name, BAD[name])


def test_names_are_only_shown():
    assert shown_name("../../etc/passwd\x00.PDF") == "passwd.pdf"
    assert shown_name("C:\\用户\\回单.pdf") == "回单.pdf"
    assert shown_name("张三110101199003071234.pdf") == "张三****1234.pdf"
    assert len(shown_name("很长" * 200 + ".pdf")) <= 40


@pytest.fixture
def item(db, client):
    item = item_of(a_project(), "TOWN_REVIEW")
    client.force_login(whose(item))
    return item


def send(client, item, *files):
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(f"/papers/PlanItem/{item.pk}/files/", {"files": uploads}, follow=True)


def test_upload_and_download(client, item):
    page = send(client, item, ("会议 记录.pdf", PDF), ("照片.png", picture("PNG"))).content.decode()
    assert "附件“会议 记录.pdf”已上传" in page
    row = Attachment.objects.get(name="会议 记录.pdf")
    assert row.sha256 == hashlib.sha256(PDF).hexdigest() and row.size == len(PDF)
    assert "会议" not in row.file.name
    entry = item.chain.entries.get(move="attach", payload__name="会议 记录.pdf")
    assert entry.payload["sha256"] == row.sha256
    client.force_login(holding(item.project, "drc.chief"))
    answer = client.get(f"/files/{row.pk}/")
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/pdf"


def test_a_bad_file_is_named_and_the_good_one_stays(client, item):
    page = send(client, item, ("假.pdf", b"<html>"), ("真.pdf", PDF)).content.decode()
    assert "“假.pdf”未接收" in page
    assert [row.name for row in Attachment.objects.all()] == ["真.pdf"]


def test_too_big_changes_nothing(client, item):
    before = everything()
    page = send(client, item, ("大.pdf", PDF + b"\0" * MAX_SIZE)).content.decode()
    assert "不能超过 20 MB" in page
    assert everything() == before


def test_only_whose_desk_it_lies_on_and_no_file_is_left(client, item, settings):
    with pytest.raises(NotYours):
        attach(fresh(item), by=holding(item.project, "drc.chief"), name="a.pdf", content=PDF)
    client.force_login(holding(item.project, "drc.chief"))
    assert "不由您办理" in send(client, item, ("a.pdf", PDF)).content.decode()
    assert not Attachment.objects.exists()
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_another_district_finds_nothing(client, item):
    send(client, item, ("真.pdf", PDF))
    row = Attachment.objects.get()
    elsewhere = Organization.objects.create(
        name="延庆区发展和改革委员会", kind="drc", district="110119"
    )
    client.force_login(a_colleague(Post.objects.create(organization=elsewhere, code="drc.chief")))
    for url in (f"/files/{row.pk}/", f"/papers/PlanItem/{item.pk}/"):
        assert client.get(url).status_code == 404
    assert client.post(f"/papers/PlanItem/{item.pk}/files/").status_code == 404
