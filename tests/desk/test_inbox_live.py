"""What an open page is told: who decided meanwhile, and which rows are gone."""

import pytest

from flows.demo.actors import agree, fresh, whose
from flows.desk import actions
from flows.desk.models import Seat
from flows.engine import gate
from tests.dossier import a_colleague, a_project, everything, holding, item_of

pytestmark = pytest.mark.django_db


def test_version_says_who_did_what_when(client):
    item = item_of(a_project(), "TOWN_REVIEW")
    leader = holding(item.project, "township.leader")
    client.force_login(leader)
    url = f"/papers/PlanItem/{item.pk}/version/"
    before = everything()
    seen = client.get(url).json()
    assert seen["version"] == item.version and seen["state"] == "乡镇审核"
    assert everything() == before  # asking changes nothing
    clerk = whose(item)
    gate.perform(item, "town_return", by=clerk, opinion="请补充")
    found = client.get(url).json()
    assert found["version"] > seen["version"] and found["mark"] != seen["mark"]
    assert found["last"]["who"] == str(clerk) and found["last"]["what"] == "退回村里修改"
    assert f"{clerk}已于 2025-01-" in found["text"] and "您填写的意见已保留" in found["text"]
    client.force_login(clerk)
    assert client.get(url).json()["text"].startswith("您在另一个窗口已于")


def test_a_signature_changes_the_mark_only(client):
    """会签: another's signature does not make my page stale, but it is told."""
    item = item_of(a_project(), "JOINT_REVIEW")
    client.force_login(holding(item.project, "drc.chief"))
    url = f"/papers/PlanItem/{item.pk}/version/"
    seen = client.get(url).json()
    gate.perform(item, "reserve", by=whose(item))
    found = client.get(url).json()
    assert found["mark"] != seen["mark"] and "同意" in found["text"]


def test_version_is_for_those_in_scope_and_cheap(client, django_assert_max_num_queries):
    item = item_of(a_project(), "TOWN_REVIEW")
    url = f"/papers/PlanItem/{item.pk}/version/"
    client.force_login(holding(item.project, "village.director"))
    client.get(url)
    with django_assert_max_num_queries(6):
        assert client.get(url).status_code == 200
    assert client.post(url).status_code == 405
    assert client.get("/papers/PlanItem/999999/version/").status_code == 404
    assert client.get("/papers/NoSuch/1/version/").status_code == 404
    assert "no-store" in client.get(url)["Cache-Control"]


def test_rows_that_are_gone(client):
    item = item_of(a_project(), "TOWN_REVIEW")
    clerk = whose(item)
    seat = Seat.objects.get(holder=clerk, state="open")
    client.force_login(clerk)
    asked = f"/live/?tab=mine&seat={seat.pk}&seat=999&seat=x&seat={10**30}"
    found = client.get(asked).json()
    assert found == {"open": [seat.pk], "waiting": {"mine": 1, "queue": 0}}
    other = a_colleague(item.project.post("township.clerk"))
    client.force_login(other)
    assert client.get(asked).json()["open"] == []  # nobody learns of others' seats
    client.force_login(clerk)
    agree(fresh(item))
    assert client.get(asked).json()["open"] == []


def test_a_claimed_row_leaves_the_queue(client):
    project = a_project()
    other = a_colleague(project.post("township.clerk"))
    item = item_of(project, "TOWN_REVIEW")
    seat = Seat.objects.get(post=project.post("township.clerk"), state="open")
    assert seat.holder is None
    client.force_login(other)
    asked = f"/live/?tab=queue&seat={seat.pk}"
    assert client.get(asked).json()["open"] == [seat.pk]
    actions.claim(seat, item, by=holding(project, "township.clerk"))
    assert client.get(asked).json()["open"] == []
