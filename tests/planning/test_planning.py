"""谋划储备 through the door: what it judges, where it goes back to, and what it opens."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from flows.approval.models import ApprovalCase, ImplementationPlan, LabourSurvey
from flows.audit.models import Chain
from flows.audit.verify import verify
from flows.demo.actors import agree, fresh, whose
from flows.engine import gate
from flows.engine.findings import Refused
from flows.planning.models import PlanItem
from flows.projects.models import Fund, Project
from tests.dossier import CITY, a_project, codes, everything, item_of, onward
from tests.machines import every_pair, require_snapshot

HERE = Path(__file__).parent


def test_the_machine_is_as_written():
    require_snapshot(HERE / "machines.txt", PlanItem)


@pytest.mark.parametrize("state, move, found", list(every_pair(PlanItem)))
def test_every_state_knows_its_moves_and_no_other(state, move, found):
    item = PlanItem(state=state)
    if found is None:
        with pytest.raises(Exception, match=move):
            getattr(item, move)()
        assert item.state == state
    else:
        given = {wanted.name: None for wanted in found.custom["inputs"]}
        getattr(item, move)(**given)
        assert item.state == found.target


@pytest.fixture
def project(db):
    return a_project()


def test_the_way_to_the_filed_list(project):
    item, stages = item_of(project), []
    while item.state != "FILED":
        agree(item)
        item = fresh(item)
        stages.append((item.state, fresh(project).stage))
    assert stages == [
        ("TOWN_REVIEW", "IDEA"),
        ("JOINT_REVIEW", "IDEA"),
        ("LISTING", "RESERVED"),
        ("FILING", "LISTED"),
        ("FILED", "PREP"),
    ]
    assert LabourSurvey.objects.get(project=project).state == "DRAFT"
    assert ImplementationPlan.objects.get(project=project).state == "DRAFT"
    assert ApprovalCase.objects.get(project=project).initiator == whose(
        ApprovalCase.objects.get(project=project)
    )


@pytest.mark.parametrize(
    "changes, code",
    [
        ({"content": "  "}, "CONTENT_MISSING"),
        ({"labour_links": []}, "LINKS_MISSING"),
        ({"total_investment": Decimal("1980000.01")}, "FUNDS_DIFFER"),
    ],
)
def test_what_is_not_ready_is_not_reported(project, changes, code):
    for name, value in changes.items():
        setattr(project, name, value)
    project.save(update_fields=list(changes))
    item, before = item_of(project), everything()
    with pytest.raises(Refused) as caught:
        gate.perform(item, "submit", by=whose(item))
    assert codes(caught) == [code] and everything() == before
    assert all(f.basis and f.cure for f in caught.value.findings)


@pytest.mark.parametrize("seat", [0, 1])
def test_one_refusal_of_either_office_removes_it(project, seat):
    item = item_of(project, "JOINT_REVIEW")
    if seat:
        gate.perform(item, "reserve", by=whose(item))
    gate.perform(item, "remove", by=whose(item), opinion="不是小微工程")
    assert fresh(item).state == "REMOVED" and fresh(project).stage == "REMOVED"
    with pytest.raises(LookupError):
        whose(fresh(item))


def test_sent_back_by_the_government_it_stays_in_the_reserve_and_comes_again(project):
    item = item_of(project, "LISTING")
    gate.perform(item, "list_return", by=whose(item), opinion="再核")
    assert fresh(project).stage == "RESERVED"
    assert onward(fresh(item), "FILED").state == "FILED" and fresh(project).stage == "PREP"
    assert verify(project.chain).intact


def test_sent_back_by_the_city_it_leaves_the_list_and_comes_again(project):
    item = item_of(project, "FILING")
    gate.perform(item, "file_return", by=whose(item), opinion="清单有误")
    assert fresh(item).state == "LISTING" and fresh(project).stage == "RESERVED"
    onward(fresh(item), "FILED")
    assert fresh(project).stage == "PREP"


def test_sent_back_all_the_way_it_can_still_be_removed(project):
    item = item_of(project, "FILING")
    gate.perform(item, "file_return", by=whose(item), opinion="清单有误")
    item = fresh(item)
    gate.perform(item, "list_return", by=whose(item), opinion="重审")
    item = fresh(item)
    gate.perform(item, "remove", by=whose(item), opinion="资金不落实")
    assert fresh(project).stage == "REMOVED"


def test_numbers_given_on_the_way_stay(project):
    item = item_of(project, "JOINT_REVIEW")
    agree(item, reserve_number="XCJS-2025-01")
    item = fresh(item)
    agree(item, list_version="密政发〔2025〕1号")
    assert fresh(item).list_version == "密政发〔2025〕1号"
    assert fresh(project).reserve_number == "XCJS-2025-01"


# -- register ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "123"},
        {"district": "999999"},
        {"field": "航天"},
        {"planned_end": dt.date(2025, 1, 1)},
    ],
)
def test_a_project_that_cannot_be_is_not_registered(db, changes):
    from tests.dossier import bodies

    bodies()
    before = everything()
    with pytest.raises(ValidationError), transaction.atomic():
        a_project(**changes)
    after = everything()
    assert {name for name in after if after[name] != before[name]} == set()


def test_money_that_is_not_there_leaves_no_half_project(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        a_project(funds={CITY: Decimal(-1), "区级财政": Decimal(2)})
    assert not Project.objects.exists() and not Chain.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_registration_that_dies_leaves_not_even_a_chain(monkeypatch):
    from flows.planning import actions

    def dies(unit, paper):
        raise KeyboardInterrupt

    monkeypatch.setattr(actions.gate, "open_paper", dies)
    with pytest.raises(KeyboardInterrupt):
        a_project()
    assert not Project.objects.exists() and not Fund.objects.exists()
    assert not Chain.objects.exists()


def test_one_code_one_project(project):
    with pytest.raises(ValidationError), transaction.atomic():
        a_project()
    assert Project.objects.count() == 1
