"""资金下达 through the door: prefilled from the approval, countersigned, signed, forwarded."""

from decimal import Decimal

import pytest

from flows.commencement.models import Contract, FundingNotice
from flows.demo.actors import agree, fresh, whose
from flows.documents.elements import wanted
from flows.engine import gate
from flows.engine.findings import NotYours, Refused
from tests.dossier import ELEMENTS

pytestmark = pytest.mark.django_db
FUNDING = [element.key for element in wanted("funding")]


def refused(paper, **inputs):
    """The findings that hold ``paper`` back; asserts that nothing changed."""
    before, version = paper.chain.entries.count(), paper.version
    with pytest.raises(Refused) as caught:
        agree(paper, **inputs)
    after = fresh(paper)
    assert (after.state, after.version) == (paper.state, version)
    assert after.chain.entries.count() == before
    return {finding.code: finding for finding in caught.value.findings}


def test_opens_with_what_the_approval_states(notice):
    assert FUNDING == ["r2", "r3", "r6", "r7", "r10", "r12"]
    assert notice.document.elements == {key: ELEMENTS[key] for key in FUNDING}
    assert notice.amount == Decimal(1980000) and notice.state == "DRC_DRAFTING"
    assert [str(line) for line in notice.lines] == ["市级财政 1500000.00", "区级财政 480000.00"]
    assert whose(notice).holds("drc.clerk")


def test_each_omitted_element_is_refused_by_its_key(notice):
    agree(notice)
    for key in FUNDING:
        left = {k: v for k, v in ELEMENTS.items() if k in FUNDING and k != key}
        gate.fill(notice, by=whose(notice), elements=left)
        assert list(refused(fresh(notice))) == [key]


def test_elements_and_amount_must_agree_with_the_approval(notice):
    agree(notice)
    other = notice.document.elements | {"r2": {"headcount": 43, "priority_headcount": 12}}
    gate.fill(notice, by=whose(notice), elements=other)
    gate.edit(fresh(notice), by=whose(notice), amount=Decimal(1500000))
    found = refused(fresh(notice))
    assert set(found) == {"r2_DIFFERS", "AMOUNT_DIFFERS"} and all(f.cure for f in found.values())


def test_what_changed_after_drafting_is_seen_again_at_signing(notice):
    for _ in range(3):
        agree(notice)
    notice = fresh(notice)
    assert notice.state == "SIGNING"
    FundingNotice.objects.filter(pk=notice.pk).update(amount=Decimal(1))
    assert list(refused(notice)) == ["AMOUNT_DIFFERS"]


def test_countersigners_return_with_an_opinion_only(notice):
    agree(notice)
    agree(notice)
    notice = fresh(notice)
    assert notice.state == "COUNTERSIGNING"
    for move in ("countersign_refuse", "countersign_return"):
        with pytest.raises(Refused) as caught:
            gate.perform(notice, move, by=whose(notice))
        assert caught.value.findings[0].code == "OPINION_MISSING"
    assert agree(notice) == 2  # 发改科长, 农业农村科长
    gate.perform(fresh(notice), "sign_return", by=whose(notice), opinion="金额写法不规范")
    assert fresh(notice).state == "FINANCE_DRAFTING"
    agree(notice)
    gate.perform(fresh(notice), "countersign_refuse", by=whose(notice), opinion="与批复不一致")
    notice = fresh(notice)
    assert notice.state == "FINANCE_DRAFTING" and whose(notice).holds("finance.clerk")


def test_only_what_lies_there_may_be_written(notice):
    with pytest.raises(NotYours):
        gate.fill(notice, by=whose(notice), elements={})
    with pytest.raises(NotYours):
        gate.edit(notice, by=whose(notice), amount=Decimal(1))
    agree(notice)
    gate.edit(fresh(notice), by=whose(notice), number="密财〔2025〕9号")
    while (notice := fresh(notice)).state != "FORWARDED":
        agree(notice)
    assert notice.document.number == notice.number == "密财〔2025〕9号"
    assert notice.investment_plan_number and notice.forwarded_on and notice.document.issued_on
    contract = Contract.objects.get(project=notice.project)
    assert notice.project.stage == "CONTRACTING" and contract.procurement == "村民自建"


def test_who_drafted_does_not_sign(notice):
    """财政科长兼经办：拟文人不能签发，席位也不落到他头上。"""
    from flows.orgs.models import Appointment

    agree(notice)
    clerk = whose(notice)
    chief = notice.project.post("finance.chief")
    Appointment.objects.create(user=clerk, post=chief)
    agree(notice)
    agree(notice)
    notice = fresh(notice)
    assert notice.state == "SIGNING" and whose(notice) != clerk
    from flows.orgs.models import User

    with pytest.raises(Exception, match="办理"):
        gate.perform(notice, "issue", by=User.objects.get(pk=clerk.pk))
    assert fresh(notice).state == "SIGNING"
