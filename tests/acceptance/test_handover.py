"""移交、决算、联农带农、备案、归档: what holds each step back, and that money is conserved."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from flows.acceptance.actions import Gain, register_filing, say_benefits
from flows.acceptance.figures.benefits import Said
from flows.acceptance.figures.handover import Filled
from flows.acceptance.models import AcceptanceCase, Benefit
from flows.acceptance.rules import handover as rules
from flows.demo.actors import agree, whose
from flows.engine import gate
from flows.engine.findings import NotYours, Refused, Terms
from flows.engine.parameters import Parameters, Row, Value
from flows.engine.policy import DEFAULTS
from flows.projects.models import Project
from tests.acceptance.conftest import CARE, at_vote, finished, tell_benefits, voted
from tests.dossier import codes, refused
from tests.pages.conftest import text_of
from tests.remembered import remembered

CLOSED = dt.date(2025, 8, 20)
FULL = Filled(
    "市级财政", "110118", "道路", "村委会", Decimal(1980000), Decimal(0), "", Decimal(1980000),
    Decimal(1980000), True, CLOSED - dt.timedelta(days=30), CLOSED, CLOSED, "村委会", "村委会",
    Decimal(20000), Decimal(20000), 2, 2, "2025-1", 0,
    (
        *(Said(mode, True, Decimal(3), Decimal(3), "") for mode in ("PAY", "TRAINING", "POSTS")),
        Said("SHARES", False, None, None, "没有安排"),
    ),
)  # fmt: skip
YUAN = Decimal("1980000.00")


def terms():
    rows = [
        Row(Value(d.key, d.value, d.strength, d.basis), d.fund, "", dt.date.fromisoformat(d.effective_from))
        for d in DEFAULTS if d.key.startswith(("wage_account.", "item.L17"))
    ]  # fmt: skip
    return Terms(CLOSED, Parameters(rows))


def found(rule, **changes):
    return [(f.code, f.level) for f in rule(replace(FULL, **changes), terms())]


def test_a_handover_in_order_offends_against_nothing():
    everything = (*rules.TRANSFER, *rules.SETTLE, *rules.CARE_FOR, *rules.ARCHIVE)
    assert [f for rule in everything for f in found(rule)] == []


@pytest.mark.parametrize(
    ("days", "short"), [(29, True), (30, False), (31, False)]
)  # fmt: skip
def test_the_account_is_closed_after_thirty_days_of_notice(days, short):
    wrong = found(rules.account_closed, notice_from=CLOSED - dt.timedelta(days=days))
    assert wrong == ([("ACCOUNT_NOTICE_SHORT", "block")] if short else [])


@pytest.mark.parametrize(
    ("final", "surplus", "note", "wrong"),
    [
        (YUAN, 0, "", []),
        (YUAN - 5000, 5000, "", []),
        (YUAN - 5000, 4999, "", [("ACCOUNTS_UNBALANCED", "block")]),
        (YUAN - 5000, 0, "区级资金未到位", [("ACCOUNTS_UNBALANCED", "inform")]),
        (YUAN + 1, 0, "", [("FINAL_OVER", "block"), ("ACCOUNTS_UNBALANCED", "block")]),
        (YUAN + 1, 0, "价差", [("FINAL_OVER", "inform"), ("ACCOUNTS_UNBALANCED", "inform")]),
    ],
)
def test_money_is_conserved_or_explained(final, surplus, note, wrong):
    given = {"final_amount": final, "surplus": Decimal(surplus), "accounts_note": note}
    assert found(rules.within_approval, **given) + found(rules.money_conserved, **given) == wrong


def test_all_four_ways_are_said_and_what_is_short_is_explained():
    assert found(rules.benefits_said, benefits=FULL.benefits[:3]) == [("BENEFIT_UNSAID", "block")]
    less = Said("PAY", True, Decimal(3000), Decimal(2999), "")
    assert found(rules.benefits_explained, benefits=(less,)) == [("BENEFIT_SHORT", "block")]
    told = replace(less, note="提前完工")
    assert found(rules.benefits_explained, benefits=(told,)) == [("BENEFIT_SHORT", "inform")]
    dropped = Said("POSTS", False, Decimal(2), None, "村里无需")
    assert found(rules.benefits_explained, benefits=(dropped,)) == [("BENEFIT_SHORT", "inform")]


def test_what_has_to_be_filed_holds_the_archive():
    assert found(rules.filed, to_be_filed=True) == [("FILING_MISSING", "block")]


@remembered
def archiving(regime="行业验收"):
    """Accepted and handed over; only the archive is left."""
    works = finished()
    at_vote(works.case)
    AcceptanceCase.objects.update(regime=regime)
    voted(works.case, *("agree",) * 7)
    agree(works.case)
    steps = (
        {"transfer_list": "道路一条", "received_by": "示例村民委员会"},
        {"final_amount": Decimal(1980000), "surplus": Decimal(0)},
        CARE,
    )
    for values in steps:
        gate.edit(works.handover, by=whose(works.handover), **values)
        agree(works.handover)
    gate.edit(works.handover, by=whose(works.handover), archive_number="2025-001")
    return works


@pytest.mark.django_db
def test_the_archive_waits_for_the_benefits_and_they_are_said_once():
    works = archiving()
    assert codes(refused(Refused, agree, works.handover)) == ["BENEFIT_UNSAID"]
    owner = works.holder("owner.lead")
    refused(NotYours, say_benefits, works.handover, {}, by=works.holder("contractor.lead"))
    wrong = {
        "PAY": Gain(Decimal(2999)), "TRAINING": Gain(Decimal(-1)), "SHARES": Gain(None),
        "LAND": Gain(None),
    }  # fmt: skip
    answer = refused(Refused, say_benefits, works.handover, wrong, by=owner)
    assert sorted(codes(answer)) == [
        "BENEFIT_DIFFERS", "BENEFIT_DIFFERS", "BENEFIT_INVALID", "BENEFIT_REASON", "BENEFIT_UNKNOWN",
    ]  # fmt: skip
    assert tell_benefits(works.handover) == 4
    version = works.handover.version
    assert tell_benefits(works.handover) == 0 and works.handover.version == version
    said = {row.mode: (row.applies, row.planned, row.actual) for row in Benefit.objects.all()}
    assert said == {
        "PAY": (True, 3000, 3000), "TRAINING": (True, 3, 3), "POSTS": (True, 2, 2),
        "SHARES": (False, 0, None),
    }  # fmt: skip
    agree(works.handover)
    refused(NotYours, say_benefits, works.handover, {}, by=owner)
    assert works.stage == "ARCHIVED"


@pytest.mark.django_db
def test_building_works_are_filed_by_the_owner_before_the_archive(client):
    works = archiving("房屋建筑和市政")
    tell_benefits(works.handover)
    assert codes(refused(Refused, agree, works.handover)) == ["FILING_MISSING"]
    owner, case = works.holder("owner.lead"), works.case
    say = {"filed_on": dt.date(2025, 8, 20), "filing_number": "京密备2025-1"}
    refused(NotYours, register_filing, case, **say, by=works.holder("owner.site"))
    for day in (dt.date(2025, 8, 19), dt.date(2025, 8, 21)):
        early = refused(Refused, register_filing, case, **say | {"filed_on": day}, by=owner)
        assert codes(early) == ["FILING_INVALID"]
    client.force_login(owner)
    page = f"/papers/AcceptanceCase/{case.pk}/"
    assert "2025年9月4日 前办理竣工验收备案" in text_of(client.get(page))
    Project.objects.get().chain.__class__.objects.update(
        simulated_at=dt.datetime(2025, 9, 5, 3, tzinfo=dt.UTC)
    )
    assert "已逾期 1 日" in text_of(client.get(page))
    assert client.post(f"/acceptance/{case.pk}/filing/", say | {"filed_on": ""}).status_code == 422
    assert client.post(f"/acceptance/{case.pk}/filing/", say).status_code == 302
    assert "京密备2025-1" in text_of(client.get(page))
    assert codes(refused(Refused, register_filing, works.case, **say, by=owner)) == ["FILED_ALREADY"]  # fmt: skip
    agree(works.handover)
    assert works.stage == "ARCHIVED"
    kept = text_of(client.get(f"/papers/Handover/{works.handover.pk}/"))
    assert "卷宗保存至" in kept and str(works.handover.retain_until) in kept


@pytest.mark.django_db
def test_works_of_a_sector_are_not_filed():
    works = archiving()
    say = {"filed_on": dt.date(2025, 8, 20), "filing_number": "1"}
    owner = works.holder("owner.lead")
    wrong = refused(Refused, register_filing, works.case, **say, by=owner)
    assert codes(wrong) == ["FILING_NOT_ASKED"]


@pytest.mark.django_db
def test_the_benefits_page_is_filled_in_from_the_ledgers(client):
    works = archiving()
    client.force_login(works.holder("owner.lead"))
    address = f"/handover/{works.handover.pk}/benefits/"
    page = text_of(client.get(address))
    assert 'value="3000' in page and "资产折股量化分红" in page
    said = {f"applies-{mode}": "1" for mode in ("PAY", "TRAINING", "POSTS")} | {"applies-SHARES": "0"}  # fmt: skip
    said |= {"actual-PAY": "3000", "actual-TRAINING": "3", "actual-POSTS": ""}
    assert client.post(address, said).status_code == 422
    said |= {"actual-POSTS": "2"}
    unsaid = client.post(address, said)
    assert unsaid.status_code == 422 and "不适用的，须写明理由" in text_of(unsaid)
    assert not Benefit.objects.exists()
    assert client.post(address, said | {"note-SHARES": "没有安排"}).status_code == 302
    assert Benefit.objects.count() == 4
    shown = text_of(client.get(f"/papers/Handover/{works.handover.pk}/"))
    assert "联农带农：计划与实际" in shown and "没有安排" in shown
    client.force_login(works.holder("contractor.lead"))
    assert client.post(address, said).status_code in (403, 422)
