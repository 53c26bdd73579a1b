"""A change of what was approved: who starts it, what holds it back, what its approval makes."""

import datetime as dt
from decimal import Decimal

import pytest

from flows.acceptance.actions import open_acceptance
from flows.acceptance.figures.dossier import dossier
from flows.acceptance.models import AcceptanceCase
from flows.acceptance.rules.checklist import checklist
from flows.changes.actions import open_change
from flows.changes.models import Change
from flows.demo.actors import agree, fresh, whose
from flows.desk import desk
from flows.desk.pages import terms_of
from flows.documents.figures import stated
from flows.documents.models import Document
from flows.engine import gate
from flows.engine.findings import NotYours, Refused
from flows.engine.unit import work
from flows.projects.models import Baseline
from tests.dossier import CENTRAL, CITY, DISTRICT, codes, ensure, holding, refused
from tests.remembered import contents, remembered
from tests.supervision.conftest import under_construction

pytestmark = pytest.mark.django_db
NUMBER = "密云发改〔2025〕7号"
LESS = {"new_headcount": 36, "new_labour_pay": Decimal(300000), "reason": "地形有变，部分改为机械"}
MORE = {
    "new_total": Decimal(2200000), "reason": "材料涨价", "money_source": "区级财政追加，区政府纪要",
    "new_funds": {CITY: "1500000", DISTRICT: "700000"},
}  # fmt: skip


@remembered
def promised(**more):
    """A project in 在建 with the promise of its approval."""
    project = under_construction(**more)
    Baseline.objects.create(
        project=project, approved_on=dt.date(2025, 3, 25), headcount=42, priority_headcount=12,
        labour_pay=336000, denominator=CITY, denominator_amount=1500000, training=82,
        safety_training=42, posts=2, document_number=NUMBER, total_investment=1980000,
    )  # fmt: skip
    return project


@remembered
def drafted(kinds, values, **more):
    """A change of ``kinds`` with ``values`` written in, on the owner's desk."""
    project = promised(**more)
    change = open_change(project, kinds, by=holding(project, "owner.lead"))
    gate.edit(change, by=whose(change), **values)
    return fresh(change)


@remembered
def at(kinds, values, state, **more):
    change = drafted(kinds, values, **more)
    while fresh(change).state != state:
        agree(fresh(change))
    return fresh(change)


def decide(change, move, opinion="同意"):
    """Everybody at the deciding step, one after the other."""
    change = fresh(change)
    while change.state == "DECIDING":
        gate.perform(change, move, by=whose(change), opinion=opinion)
        change = fresh(change)
    return change


def standing(project):
    """Everything the old promise is read from."""
    found = contents()
    return {name: found[name] for name in ("flows_baseline", "flows_project", "flows_fund")}


def said(project):
    """What the checklist compares with, item by item."""
    items = checklist(dossier(fresh(project)), terms_of(project.chain))
    return {item.code: (item.target, item.message) for item in items}


# ── the way ──


def test_until_it_is_approved_the_old_promise_stands_and_then_the_new_one():
    change = drafted(["LABOUR", "TERM"], LESS | {"new_end": dt.date(2025, 9, 30)})
    project = change.project
    before = standing(project)
    for state in ("TOWN_REVIEW", "RECEIVING", "DECIDING"):
        agree(change)
        change = fresh(change)
        assert change.state == state and standing(project) == before
        assert fresh(project).baseline.headcount == 42 and said(project)["L2"][0] == "42"
    decided = decide(change, "approve")
    project, base = fresh(project), fresh(project).baseline
    assert decided.state == "APPROVED" and decided.approved_baseline == base
    assert (base.number, base.origin, base.headcount, base.labour_pay) == (
        2, "第 1 次变更", 36, Decimal(300000)
    )  # fmt: skip
    assert (base.training, base.safety_training, base.posts) == (82, 42, 2)
    assert base.approved_on == decided.decided_on == dt.date(2025, 6, 20)
    assert base.document_number == f"密云区发改〔2025〕{project.pk}-1号"
    assert project.planned_end == dt.date(2025, 9, 30) and project.planned_start.month == 6
    assert decided.before["劳务报酬占市级财政"] == "22.40%"
    assert decided.after["劳务报酬占市级财政"] == "20.00%"
    entry = project.chain.entries.get(move="settle")
    assert entry.payload == {"baseline": 2, "kinds": ["TERM", "LABOUR"]}
    assert project.baselines.get(number=1).headcount == 42


def test_every_figure_says_which_promise_it_is_compared_with():
    change = at(["LABOUR"], LESS | {"new_safety_training": 30, "new_training": 70}, "DECIDING")
    project = change.project
    first = f"（对照批复基线 1（批复，{NUMBER}））"
    assert all(first in said(project)[code][1] for code in ("L2", "L4", "L5"))
    decide(change, "approve")
    named = fresh(project).baseline.named
    assert named.startswith("批复基线 2（第 1 次变更，密云区发改〔2025〕")
    now = said(project)
    assert all(f"对照{named}" in now[code][1] for code in ("L2", "L4", "L5", "L9"))
    assert (now["L2"][0], now["L4"][0], now["L9"][0]) == ("36", "300000.00", "30")


def test_documents_written_later_agree_with_the_new_promise():
    change = at(["LABOUR"], LESS, "DECIDING")
    approval = {"r2": {"headcount": 42}, "r3": {"labour_pay": "336000"}, "r6": {"cycle_days": 31}}
    Document.objects.create(project=change.project, kind="approval", elements=approval)
    later = Document.objects.create(project=change.project, kind="contract")
    assert stated(later).others["approval"] == approval and not stated(later).promise
    decide(change, "approve")
    found = stated(fresh(later))
    assert found.others["approval"]["r2"]["headcount"] == 36
    assert found.others["approval"]["r6"] == {"cycle_days": 31} and "批复基线 2" in found.promise
    assert Document.objects.get(kind="approval").elements == approval


def test_more_money_changes_total_funds_and_what_pay_is_divided_by():
    change = at(
        ["ESTIMATE"], MORE | {"new_funds": {CITY: "1600000", "其他资金": "600000"}}, "DECIDING"
    )
    decided = decide(change, "approve")
    project = fresh(change.project)
    assert project.total_investment == Decimal(2200000)
    funds = dict(project.funds.values_list("source", "amount"))
    assert funds == {CITY: Decimal(1600000), "其他资金": Decimal(600000)}
    base = project.baseline
    assert (base.denominator_amount, base.total_investment) == (Decimal(1600000), Decimal(2200000))
    assert decided.after["劳务报酬占市级财政"] == "21.00%"
    assert decided.before["其中区级财政（元）"] == "480,000.00"


def test_the_place_and_the_content_are_the_projects_own_from_then_on():
    values = {"new_village_name": "新村", "new_content": "路面硬化 2 公里", "reason": "选址调整"}
    decide(at(["PLACE", "SCALE"], values, "DECIDING"), "approve")
    project = Change.objects.get().project
    assert (project.village_name, project.content) == ("新村", "路面硬化 2 公里")
    assert project.baseline.headcount == 42


@pytest.mark.parametrize(
    ("move", "state"), [("reject", "REJECTED"), ("require_report", "REPORT_ANEW")]
)
def test_what_is_not_agreed_to_leaves_everything_as_it_was(move, state):
    change = at(["ESTIMATE"], MORE, "DECIDING")
    before = standing(change.project)
    decided = decide(change, move, opinion="超出估算")
    assert decided.state == state and decided.approved_baseline is None
    assert standing(change.project) == before
    assert decided.decided_on and decided.after["总投资（元）"] == "2,200,000.00"
    assert open_change(change.project, ["TERM"], by=change.initiator).number == 2


def test_withdrawn_it_leaves_everything_as_it_was():
    change = at(["LABOUR"], LESS, "RECEIVING")
    before = standing(change.project)
    gate.perform(change, "withdraw", by=change.initiator, opinion="不再需要")
    assert fresh(change).state == "WITHDRAWN" and standing(change.project) == before


def test_a_new_report_is_asked_for_only_beyond_a_tenth_of_the_estimate():
    change = at(
        ["ESTIMATE"], MORE | {"new_total": 2178000, "new_funds": {CITY: "2178000"}}, "DECIDING"
    )
    found = refused(Refused, gate.perform, change, "require_report", by=whose(change))
    assert codes(found) == ["ESTIMATE_WITHIN"]


# ── who, and when ──


def test_only_the_owners_lead_starts_it_and_one_at_a_time():
    project = promised()
    lead = holding(project, "owner.lead")
    refused(NotYours, open_change, project, ["TERM"], by=holding(project, "contractor.lead"))
    assert codes(refused(Refused, open_change, project, ["X"], by=lead)) == ["CHANGE_EMPTY"]
    open_change(project, ["TERM"], by=lead)
    assert codes(refused(Refused, open_change, project, ["TERM"], by=lead)) == ["CHANGE_OPEN"]


@pytest.mark.parametrize("stage", ["IN_APPROVAL", "ENTERING", "COMPLETED", "TERMINATED"])
def test_before_the_approval_and_after_the_works_there_is_no_change(stage):
    project = promised(stage=stage)
    found = refused(Refused, open_change, project, ["TERM"], by=holding(project, "owner.lead"))
    assert codes(found) == ["CHANGE_STAGE"]


def test_only_the_fields_of_its_kinds_can_be_written():
    project = promised()
    change = open_change(project, ["TERM"], by=holding(project, "owner.lead"))
    refused(NotYours, gate.edit, change, by=whose(change), new_total=Decimal(1))
    assert change.editable() == ("kinds", "reason", "new_start", "new_end")


def test_an_empty_change_is_not_handed_in():
    project = promised()
    change = open_change(project, ["TERM"], by=holding(project, "owner.lead"))
    found = refused(Refused, gate.perform, change, "hand_in", by=whose(change))
    assert codes(found) == ["CHANGE_UNSAID", "CHANGE_UNREASONED"]


def test_who_received_it_does_not_decide_it():
    change = at(["LABOUR"], LESS, "DECIDING")
    clerk = holding(change.project, "drc.clerk")
    refused(NotYours, gate.perform, change, "approve", by=clerk)


# ── another contractor ──


def test_what_lay_with_the_old_contractor_lies_with_the_new_one():
    project = promised()
    with work(project.chain, None) as unit:
        open_acceptance(unit, type("Issued", (), {"project": unit.current(project)}))
    case = AcceptanceCase.objects.get(project=project)
    old = whose(case)
    new = _another()
    change = open_change(project, ["BODY"], by=holding(project, "owner.lead"))
    gate.edit(change, by=whose(change), new_contractor=new, reason="原承接主体退出")
    while fresh(change).state != "DECIDING":
        agree(fresh(change))
    assert whose(case) == old
    decide(change, "approve")
    project = fresh(project)
    assert project.contractor == new and whose(case) != old
    assert [seat.post.organization for seat in desk.seats_at(fresh(case)) if not seat.signed][
        -1
    ] == new
    assert not desk.has_seat(fresh(case), old) and whose(case) == holding(
        project, "contractor.lead"
    )


def _another():
    from flows.demo.organisation import Cast

    cast = Cast(
        "110118", "示例镇", "示例村", "农村生产生活", "示例镇乡村建设服务中心", "新示例合作社", None
    )
    return ensure(cast)["contractor"]


def test_a_body_that_cannot_build_here_is_refused():
    change = drafted(["BODY"], {"reason": "更换"})
    for body, code in (
        (change.project.supervisor, "BODY_SUPERVISES"),
        (change.project.owner, "BODY_KIND"),
        (change.project.contractor, "CHANGE_SAME"),
    ):
        Change.objects.update(new_contractor=body)
        found = refused(Refused, gate.perform, change, "hand_in", by=whose(change))
        assert codes(found) == [code]


def test_central_money_keeps_its_floor():
    change = drafted(["LABOUR"], LESS)
    fund = change.project.funds.get(source=CITY)
    fund.source = CENTRAL
    fund.save()
    found = refused(Refused, gate.perform, change, "hand_in", by=whose(change))
    assert "SHARE_BELOW_FLOOR" in codes(found)
