"""From 送达 to 开工令 through the door, in both supervision modes."""

import datetime as dt
from decimal import Decimal

import pytest

from flows.audit.verify import verify
from flows.commencement.models import Contract, StartReadiness
from flows.demo.actors import agree, fresh, whose
from flows.documents.elements import wanted
from flows.engine import clock, gate
from flows.engine.findings import Refused
from tests.dossier import CONTRACTOR, ELEMENTS, FIRM

from .conftest import (
    MODES,
    body,
    contract_facts,
    forwarded,
    registered,
    start_facts,
)

pytestmark = pytest.mark.django_db
CONTRACT = [element.key for element in wanted("contract")]
SIGNERS = {
    MODES[0]: ["contractor.lead", "supervisor.chief", "owner.lead", "supervisor.chief"],
    MODES[1]: ["contractor.lead", "owner.site", "owner.lead", "owner.lead"],
}


def refused(paper):
    before = paper.chain.entries.count()
    with pytest.raises(Refused) as caught:
        agree(paper)
    after = fresh(paper)
    assert (after.state, after.version) == (paper.state, paper.version)
    assert after.chain.entries.count() == before
    return [finding.code for finding in caught.value.findings]


@pytest.mark.parametrize("mode", MODES)
def test_from_delivery_to_start_order(deliver, mode):
    project = deliver(mode)
    paper = registered(project)
    project = fresh(project)
    assert project.stage == "READY" and project.contractor == body(CONTRACTOR)
    assert project.supervisor == (body(FIRM) if mode == MODES[0] else None)
    gate.edit(paper, by=whose(paper), **start_facts(project))
    signers = []
    while (paper := fresh(paper)).state != "ISSUED":
        signers.append(whose(paper).posts[0].code)
        agree(paper)
    assert signers == SIGNERS[mode]
    assert fresh(project).stage == "CONSTRUCTION"
    assert paper.started_on == clock.today(fresh(project).chain) and paper.start_order_number
    assert verify(project.chain).intact


def test_each_omitted_element_of_the_contract_is_refused_by_its_key(deliver):
    project = deliver()
    contract = forwarded(project)
    agree(contract)
    gate.edit(fresh(contract), by=whose(contract), **contract_facts(project))
    assert fresh(contract).document.elements == {key: ELEMENTS[key] for key in CONTRACT}
    for key in CONTRACT:
        left = {k: v for k, v in ELEMENTS.items() if k in CONTRACT and k != key}
        gate.fill(contract, by=whose(contract), elements=left)
        assert refused(fresh(contract)) == [key]


def test_an_empty_contract_is_refused_and_may_go_back_to_procurement(deliver):
    contract = forwarded(deliver())
    gate.edit(contract, by=whose(contract), procurement_basis="")
    assert refused(fresh(contract)) == ["PROCUREMENT_BASIS_MISSING"]
    gate.edit(fresh(contract), by=whose(contract), procurement_basis="村民代表会议议定")
    agree(contract)
    assert refused(fresh(contract)) == [
        "CONTRACTOR_MISSING",
        "SUPERVISOR_MISSING",
        "PRICE_MISSING",
        "SIGNED_ON_MISSING",
        "LABOUR_CLAUSE_MISSING",
        "LABOUR_FEE_CYCLE_MISSING",
    ]
    gate.perform(fresh(contract), "procurement_return", by=whose(contract), opinion="重新议定")
    assert fresh(contract).state == "PROCUREMENT"


def test_a_contract_out_of_line_is_refused(deliver):
    project = deliver(MODES[1])
    contract = forwarded(project)
    agree(contract)
    ensure_firm(project)
    ahead = clock.today(project.chain) + dt.timedelta(days=1)
    wrong = contract_facts(project) | {
        "supervisor": body(FIRM),
        "price": Decimal("1980000.01"),
        "signed_on": ahead,
        "labour_fee_cycle_days": 32,
    }
    gate.edit(fresh(contract), by=whose(contract), **wrong)
    assert refused(fresh(contract)) == [
        "SUPERVISOR_UNEXPECTED",
        "PRICE_ABOVE_INVESTMENT",
        "SIGNED_ON_AHEAD",
        "LABOUR_FEE_CYCLE_TOO_LONG",
    ]
    assert not StartReadiness.objects.exists()


def ensure_firm(project):
    from flows.orgs.models import Organization

    Organization.objects.create(name=FIRM, kind="supervisor", district=project.district)


def test_nothing_ready_is_refused_with_every_gap(deliver):
    paper = registered(deliver())
    assert refused(paper) == [
        "WAGE_ACCOUNT_MISSING",
        "DEPOSIT_MISSING",
        "NOTICE_BOARD_MISSING",
        "LABOUR_OFFICER_MISSING",
        "PUBLICITY_MISSING",
        "BRIEFING_MISSING",
        "INSURANCE_MISSING",
    ]


@pytest.mark.parametrize(
    "passed, move", [(1, "review_return"), (2, "approval_return"), (3, "issue_return")]
)
def test_every_step_may_return_to_the_contractor(deliver, passed, move):
    project = deliver(MODES[1])
    paper = registered(project)
    gate.edit(paper, by=whose(paper), **start_facts(project))
    for _ in range(passed):
        agree(paper)
    gate.perform(fresh(paper), move, by=whose(paper), opinion="告示牌照片不清")
    paper = fresh(paper)
    assert paper.state == "DRAFT" and whose(paper).holds("contractor.lead")
    assert Contract.objects.get().state == "REGISTERED"
