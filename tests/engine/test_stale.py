"""What somebody else has done meanwhile is said by name, and nothing is overwritten."""

import pytest

from flows.demo.actors import fresh, whose
from flows.engine import gate
from flows.engine.findings import NotYours, Stale
from tests.dossier import (
    a_colleague,
    again,
    case_of,
    holding,
    item_of,
    refused,
)

pytestmark = pytest.mark.django_db


def test_a_version_that_is_gone_says_who_and_when_on_our_clock(project):
    item = item_of(project, "TOWN_REVIEW")
    director = holding(project, "village.director")
    caught = refused(
        Stale, gate.perform, item, "town_pass", by=whose(item), expect=item.version - 1
    )
    assert f"{director} 已于 2025-01-06 09:00 办理“申报”" in str(caught.value)
    assert "您填写的内容已保留" in str(caught.value)


def test_a_vote_does_not_raise_the_version(project):
    item = item_of(project, "JOINT_REVIEW")
    gate.perform(item, "reserve", by=whose(item), expect=item.version)
    gate.perform(item, "reserve", by=whose(item), expect=item.version)
    assert fresh(item).version == item.version + 1


def test_an_edit_raises_the_version(project):
    item = item_of(project)
    gate.edit(item, by=whose(item), need="路面破损", expect=item.version)
    refused(Stale, gate.edit, item, by=whose(item), need="又一版", expect=item.version)


def test_a_seat_signed_by_a_colleague_names_him(project):
    colleague = a_colleague(project.post("agri.clerk"), "先到者")
    item = item_of(project, "JOINT_REVIEW")
    first = holding(project, "agri.clerk")
    gate.perform(item, "reserve", by=again(colleague), expect=item.version)
    caught = refused(Stale, gate.perform, item, "reserve", by=first, expect=item.version)
    assert str(caught.value) == "先到者 已于 2025-01-06 09:00 办理“入库审核”（同意）。"


def test_who_signed_an_earlier_step_is_not_told_that_this_one_is_done(project):
    """经办人受理之后，会签席位不是他的：不是“已办理”，而是“不由您办理”."""
    case = case_of(project, "COUNTERSIGNING")
    with pytest.raises(NotYours):
        gate.perform(case, "countersign_pass", by=holding(project, "drc.clerk"))
