"""Checkpoints: who may add one, what a check and a rectification say on their pages."""

import datetime as dt

import pytest

from flows.demo.actors import whose
from flows.demo.onsite import visit
from flows.engine import gate
from flows.supervision.actions import add_checkpoint
from flows.supervision.models import Inspection, Rectification
from tests.dossier import everything
from tests.pages.conftest import text_of
from tests.supervision.conftest import under_construction

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(db):
    return under_construction()


def holder(project, code):
    return project.post(code).holders[0]


def address(project):
    return f"/projects/{project.code}/checkpoints/"


def test_the_engineer_adds_a_checkpoint_from_the_catalogue(client, project):
    client.force_login(holder(project, "supervisor.engineer"))
    assert "增设检查点" in text_of(client.get(address(project)))
    answer = client.post(f"{address(project)}add/", {"code": "Q1", "month": "2025-06"}, follow=True)
    found = Inspection.objects.get()
    assert (found.name, found.severity, found.is_concealed) == ("隐蔽工程：路基与垫层", "A", True)
    page = text_of(answer)
    assert (
        "已增设" in page and "Q1 隐蔽工程：路基与垫层" in page and "建设工程质量管理条例30" in page
    )
    again = client.post(f"{address(project)}add/", {"code": "Q1", "month": "2025-06"}, follow=True)
    assert "没有重复增设" in text_of(again) and Inspection.objects.count() == 1


def test_what_was_typed_is_kept_when_the_form_is_refused(client, project):
    client.force_login(holder(project, "supervisor.engineer"))
    answer = client.post(
        f"{address(project)}add/", {"code": "W2", "month": "六月", "title": "路东段"}
    )
    page = text_of(answer)
    assert answer.status_code == 422 and "路东段" in page and not Inspection.objects.exists()


def test_the_contractor_adds_none(client, project):
    client.force_login(holder(project, "contractor.lead"))
    before = everything()
    assert "增设检查点" not in text_of(client.get(address(project)))
    answer = client.post(f"{address(project)}add/", {"code": "Q1", "month": "2025-06"})
    assert answer.status_code == 403 and everything() == before


def test_a_defect_leads_to_its_rectification(client, project):
    engineer = holder(project, "supervisor.engineer")
    check = add_checkpoint(
        project, by=engineer, code="SF4", title="临时用电", severity="B", month=dt.date(2025, 6, 1)
    )
    gate.perform(check, "report", by=whose(check), report_note="自检合格")
    visit(check, by=engineer, defect="无漏电保护", days=3)
    client.force_login(engineer)
    listed = text_of(client.get(address(project)))
    assert "未闭环的整改" in listed and "无漏电保护" in listed and "施工单位项目负责人" in listed
    assert "没有检查点" in text_of(client.get(f"{address(project)}?tab=done"))
    page = text_of(client.get(f"/papers/Inspection/{check.pk}/"))
    for text in ("检查什么", "B 限期整改", "安全生产法45", "整改 1 号", "自检合格"):
        assert text in page, text
    notice = Rectification.objects.get()
    page = text_of(client.get(f"/papers/Rectification/{notice.pk}/"))
    for text in ("无漏电保护", "2025年6月23日", "检查 SF4 临时用电", "签收整改通知"):
        assert text in page, text
