"""现场检查 as a plain form and for a script: taken once, refused with everything kept, 404 outside."""

import base64
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from flows.demo.actors import fresh
from flows.demo.onsite import photo, signature, visit
from flows.supervision.models import InspectionRecord, items_of
from tests.dossier import everything, holding
from tests.pages.conftest import text_of
from tests.supervision.test_record import reported

pytestmark = pytest.mark.django_db
JSON = {"headers": {"accept": "application/json"}}


@pytest.fixture
def point(db):
    return reported()


@pytest.fixture
def engineer(client, point):
    found = holding(point.project, "supervisor.engineer")
    client.force_login(found)
    return found


def address(point):
    return f"/projects/{point.project.code}/checkpoints/{point.pk}/inspect/"


def said(point, **more):
    drawn = base64.b64encode(signature()).decode()
    every = {f"v-{n}": "CONFORM" for n in range(1, len(items_of(point.code)) + 1)}
    return every | {
        "token": str(uuid.uuid4()), "place": "K0+200", "outcome": "sign_off", "note": "压实度 96%",
        "signature": f"data:image/png;base64,{drawn}", "latitude": "40.375000",
        "longitude": "116.837500", "begun_at": "2025-06-20T01:02:03.000Z",
        "photos": SimpleUploadedFile("IMG_1.jpg", photo("page"), "image/jpeg"),
    } | more  # fmt: skip


def test_a_plain_form_is_enough(client, point, engineer):
    page = text_of(client.get(address(point)))
    for words in ("逐项检查", items_of("Q1")[0], "隐蔽工程必须有隐蔽前照片", "不能手写"):
        assert words in page, words
    assert "开始现场检查" in text_of(client.get(f"/papers/Inspection/{point.pk}/"))
    assert address(point) in text_of(client.get(f"/projects/{point.project.code}/checkpoints/"))
    answer = client.post(address(point), said(point, signature="", typed=engineer.full_name))
    assert answer.status_code == 302 and fresh(point).state == "PASSED"
    page = text_of(client.get(f"/papers/Inspection/{point.pk}/"))
    for words in (
        "现场检查记录",
        "K0+200",
        "40.375000",
        "压实度 96%",
        "照片没有拍摄时间",
        "的签名",
    ):
        assert words in page, words
    assert "开始现场检查" not in page
    assert "不在您手上" in text_of(client.get(address(point)))
    shot = InspectionRecord.objects.get().photos.get().attachment_id
    assert client.get(reverse("attachment", args=[shot])).headers["Content-Type"] == "image/jpeg"


def test_a_script_is_answered_once_for_the_same_token(client, point, engineer):
    token = str(uuid.uuid4())
    first = client.post(address(point), said(point, token=token), **JSON)
    assert first.json() == {"ok": True, "url": f"/papers/Inspection/{point.pk}/"}
    again = client.post(address(point), said(point, token=token), **JSON)
    assert again.json() == first.json() and InspectionRecord.objects.count() == 1
    other = client.post(address(point), said(point), **JSON)
    assert other.status_code == 409 and other.json()["findings"][0]["code"] == "STALE"


def test_what_is_refused_is_said_and_kept(client, point, engineer):
    before = everything()
    wrong = {"v-2": "DEFECT", "n-2": "压实度不足", "photos": []}
    answer = client.post(address(point), said(point, **wrong))
    page = text_of(answer)
    assert answer.status_code == 422 and "不能签认合格" in page
    assert "压实度不足" in page and 'value="K0+200"' in page and "data:image/png" in page
    answer = client.post(address(point), said(point, **wrong), **JSON)
    codes = {each["code"] for each in answer.json()["findings"]}
    assert answer.status_code == 422 and codes >= {"DEFECT_NOT_SIGNED", "DEFECT_PHOTO"}
    for more in (
        {"token": "x"}, {"place": ""}, {"signature": "data:image/png;base64,???"},
        {"photos": SimpleUploadedFile("a.heic", b"\0\0\0\x18ftypheic" + b"\0" * 9)},
    ):  # fmt: skip
        assert client.post(address(point), said(point, **more), **JSON).status_code == 422, more
    assert everything() == before


def test_it_is_not_everybody_s(client, point, stranger):
    client.force_login(holding(point.project, "contractor.lead"))
    assert "不在您手上" in text_of(client.get(address(point)))
    before = everything()
    assert client.post(address(point), said(point), **JSON).status_code == 403
    assert everything() == before
    client.force_login(stranger)
    assert client.get(address(point)).status_code == 404


def test_the_page_asks_the_same_of_the_database_for_any_number_of_visits(
    client, point, engineer, statements
):
    with statements() as few:
        client.get(address(point))
    visit(point)
    record = InspectionRecord.objects.get()
    here = f"/papers/Inspection/{point.pk}/"
    client.get(here)
    with statements() as one:
        client.get(here)
    InspectionRecord.objects.create(
        project=point.project, inspection=point, token=uuid.uuid4(), at=record.at, by=engineer
    )
    with statements() as two:
        client.get(here)
    assert len(one) == len(two) and len(few) < 45
