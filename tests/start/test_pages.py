"""区里启用 on the page and on the console: preview, confirm, once; for the system administrator only."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from openpyxl import load_workbook

from flows.orgs.models import Organization, User
from tests.dossier import bodies as demo_bodies
from tests.dossier import everything

from .sheetbook import body, orgs, person, system

pytestmark = pytest.mark.django_db
PAGES = ("/start/", "/start/orgs/", "/start/calendar/", "/start/parameters/", "/start/orgs/blank/")
GOOD = {"bodies": [body()], "people": [person(), person(name="吴敏", username="wumin")]}


@pytest.fixture
def office(client):
    demo_bodies()
    client.force_login(system())
    return client


def chosen(client, data, what="orgs"):
    return client.post(f"/start/{what}/", {"files": SimpleUploadedFile("单位.xlsx", data)})


def same(before):
    """Nothing has changed but the session."""
    after = everything()
    return {k: v for k, v in before.items() if k != "django_session"} == {
        k: v for k, v in after.items() if k != "django_session"
    }


@pytest.mark.parametrize(
    "who", ["miyun.drc.chief", "beijing.admin.security", "beijing.admin.audit"]
)
def test_for_anybody_else_the_pages_do_not_exist(office, who):
    office.force_login(User.objects.get(username=who))
    for url in PAGES:
        assert office.get(url).status_code == 404, url
    assert chosen(office, orgs(**GOOD)).status_code == 404
    assert "区里启用" not in office.get("/me/password/").content.decode()


def test_every_page_opens_in_few_statements(office, django_assert_max_num_queries):
    for url in PAGES:
        with django_assert_max_num_queries(6):
            assert office.get(url).status_code == 200, url
    assert "区里启用" in office.get("/admin/").content.decode()


def test_preview_confirm_and_passwords_once(office):
    before = everything()
    answer = chosen(office, orgs(**GOOD))
    page = office.get(answer.url).content.decode()
    assert "将新增 3 项" in page and "周文（zhouwen）" in page and same(before)
    done = office.post(answer.url, {"do": "confirm"})
    assert done.url.startswith("/start/accounts/")
    assert User.objects.filter(username__in=["zhouwen", "wumin"]).count() == 2
    page = office.get(done.url).content.decode()
    assert "2 位新人员" in page and "已新增 3 项" in page
    sheet = office.post(done.url)
    assert sheet["Cache-Control"] == "private, no-store"
    rows = list(load_workbook(io.BytesIO(sheet.content)).active.values)
    assert rows[0][3] == "账号" and {row[3] for row in rows[1:]} == {"zhouwen", "wumin"}
    assert office.post(done.url).status_code == 404
    assert office.post(answer.url, {"do": "confirm"}).status_code == 404
    assert rows[1][4] not in str(everything())


def test_the_initial_password_opens_nothing_but_its_own_change(office, client):
    answer = chosen(office, orgs(**GOOD))
    sheet = office.post(office.post(answer.url, {"do": "confirm"}).url)
    first = {row[3]: row[4] for row in load_workbook(io.BytesIO(sheet.content)).active.values}
    office.logout()
    assert client.login(username="zhouwen", password=first["zhouwen"])
    for url in ("/", "/projects/", "/me/phrases/", "/notices/"):
        assert client.get(url).url == "/me/password/", url
    assert "系统发的初始口令" in client.get("/me/password/").content.decode()
    new = "Yt38-nn52-qq"
    client.post(
        "/me/password/",
        {"old_password": first["zhouwen"], "new_password1": new, "new_password2": new},
    )
    assert client.get("/").status_code == 200
    assert not client.login(username="zhouwen", password=first["zhouwen"])


def test_a_refused_file_is_shown_cell_by_cell_and_cannot_be_loaded(office):
    before = everything()
    bad = orgs(bodies=[body()], people=[person(post="市长")])
    answer = chosen(office, bad)
    page = office.get(answer.url).content.decode()
    assert "没有岗位“市长”" in page and "第 2 行" in page and "确认装入</button>" not in page
    marked = office.get(f"{answer.url}marked/")
    assert "POST_UNKNOWN" in load_workbook(io.BytesIO(marked.content))["人员"]["D2"].comment.text
    again = office.post(answer.url, {"do": "confirm"})
    assert again.status_code == 302 and again.url != answer.url and same(before)
    assert office.post(again.url, {"do": "drop"}).url == "/start/orgs/"
    assert office.get(again.url).status_code == 404


def test_what_is_not_a_file(office):
    assert office.post("/start/orgs/").status_code == 422
    empty = chosen(office, b"")
    assert empty.status_code == 422 and "文件是空的" in empty.content.decode()


def test_a_preview_belongs_to_one_administrator(office):
    answer = chosen(office, orgs(**GOOD))
    other = User.objects.create(username="second", full_name="另一位")
    other.appointments.create(post=system().posts[0])
    office.force_login(User.objects.get(pk=other.pk))
    assert office.get(answer.url).status_code == 404


def test_the_console_answers_in_json_and_writes_passwords_to_a_new_file(tmp_path, capsys):
    file, out = tmp_path / "单位.xlsx", tmp_path / "口令.xlsx"
    file.write_bytes(orgs(**GOOD))
    call_command("load_orgs", str(file), dry_run=True, json=True)
    said = json.loads(capsys.readouterr().out)
    assert (said["added"], said["dry_run"], said["errors"]) == (3, True, [])
    assert not Organization.objects.exists()
    call_command("load_orgs", str(file), passwords=str(out), json=True)
    printed = capsys.readouterr().out
    rows = list(load_workbook(out).active.values)
    assert len(rows) == 3 and rows[1][4] not in printed
    assert out.stat().st_mode & 0o777 == 0o600
    with pytest.raises(SystemExit):
        call_command("load_orgs", str(file), passwords=str(out))
    file.write_bytes(orgs(people=[person("没有这个单位")]))
    with pytest.raises(SystemExit):
        call_command("load_orgs", str(file), json=True)
    assert json.loads(capsys.readouterr().out)["errors"][0]["code"] == "BODY_UNKNOWN"
