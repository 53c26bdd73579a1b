"""零工变长工: after the acceptance people are kept on for upkeep, 兜底 is shown with its basis."""

import pytest

from flows.engine.findings import NotYours, Refused
from flows.engine.unit import work
from flows.labour.actions.retaining import retain
from flows.labour.models import Engagement
from flows.projects.models import Project
from tests.dossier import everything, holding, refused
from tests.payroll.june import three

pytestmark = pytest.mark.django_db


def test_people_are_kept_on_for_upkeep(client):
    site = three()
    who = Engagement.objects.get(worker__name="张三")
    director = holding(site.project, "village.director")
    caught = refused(Refused, retain, site.project, [who.pk], by=director)
    assert [f.code for f in caught.value.findings] == ["STAGE_WRONG"]
    with work(site.project.chain, None):
        Project.objects.filter(pk=site.key).update(stage="MAINTENANCE")
        Engagement.objects.filter(pk=who.pk).update(support_basis="低保家庭")
    refused(NotYours, retain, site.project, [who.pk], by=site.officer)
    client.force_login(director)
    url = f"/projects/{site.project.code}/workers/"
    page = client.get(url).content.decode()
    assert "续聘管护" in page and "1 人，已到账" in page and "兜底：低保家庭" in page
    client.post(f"{url}retain/", {"person": [who.pk]})
    who.refresh_from_db()
    assert who.state == "RETAINED" and who.retained_on is not None
    before = everything()
    said = client.post(f"{url}retain/", {"person": [who.pk]}, follow=True).content.decode()
    assert "没有选人" in said
    told = {k: v for k, v in everything().items() if "session" not in k}
    assert told == {k: v for k, v in before.items() if "session" not in k}
    assert "低保家庭" in client.get(f"{url}{who.pk}/").content.decode()
