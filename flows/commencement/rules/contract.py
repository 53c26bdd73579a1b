"""What holds a contract back: how the work was given out, and what the contract must say."""

from __future__ import annotations

from collections.abc import Iterator

from flows.commencement import figures
from flows.documents import rules as documents
from flows.engine.findings import Finding, Terms, judges


@judges(figures.agreement)
def lawfully_given(found: figures.Agreement, terms: Terms) -> Iterator[Finding]:
    """实施意见二(四)：依法合规实施，杜绝“借以工代赈之名行违规操作之实”；招标投标法66。"""
    basis = "实施意见二(四)；招标投标法66"
    if not found.procurement.strip():
        yield Finding(
            "PROCUREMENT_MISSING", "未填写发包方式。", basis, "填写招标、比选、村民自建等发包方式。"
        )
    if not found.procurement_basis.strip():
        yield Finding(
            "PROCUREMENT_BASIS_MISSING",
            "未填写发包方式的法律依据。",
            basis,
            "写明依据的法律条款和决策程序，如村民代表会议决议。",
        )
    approved = found.approved_procurement
    if found.procurement.strip() and approved and approved != found.procurement:
        yield Finding(
            "PROCUREMENT_CHANGED",
            f"发包方式为“{found.procurement}”，批复写明为“{approved}”。",
            "实施意见二(四)；招标投标法66",
            "与批复不一致的，说明理由并按变更程序报原审批部门。",
            level="inform",
        )


@judges(figures.of_document)
def contract_complete(stated: documents.Stated, terms: Terms) -> Iterator[Finding]:
    """实施意见五(一)；国办函〔2022〕58号：在工程服务合同中约定以工代赈用工及劳务报酬要求。"""
    yield from documents.elements_stated(stated, terms)


@judges(figures.of_document)
def contract_agrees(stated: documents.Stated, terms: Terms) -> Iterator[Finding]:
    """施工合同与立项批复一致，数字成立（domain.md 4.4）。"""
    yield from documents.elements_agree(stated, terms)
    yield from documents.figures_possible(stated, terms)


@judges(figures.agreement)
def contractor_named(found: figures.Agreement, terms: Terms) -> Iterator[Finding]:
    """实施意见一(一)、二(四)；domain.md 4.4 r9：合同写明承接主体，与批复一致。"""
    if not found.contractor:
        yield Finding(
            "CONTRACTOR_MISSING",
            "未写明承接主体（施工单位）。",
            "实施意见一(一)、二(四)",
            "选择合同的施工单位。",
        )
    elif found.approved_body and found.approved_body != found.contractor:
        yield Finding(
            "CONTRACTOR_CHANGED",
            f"承接主体为“{found.contractor}”，批复写明为“{found.approved_body}”。",
            "政府投资条例21",
            "承接主体确需变更的，报原审批部门。",
            level="inform",
        )


@judges(figures.agreement)
def supervisor_per_mode(found: figures.Agreement, terms: Terms) -> Iterator[Finding]:
    """domain.md 2.14：监管方式为“监理单位”的写明监理单位；不设监理的不写。"""
    if found.has_firm and not found.supervisor:
        yield Finding(
            "SUPERVISOR_MISSING",
            "项目监管方式为“监理单位”，未写明监理单位。",
            "建设工程质量管理条例12",
            "选择监理合同的监理单位。",
        )
    if not found.has_firm and found.supervisor:
        yield Finding(
            "SUPERVISOR_UNEXPECTED",
            f"项目监管方式为“业主现场代表+村务监督”，不应写监理单位“{found.supervisor}”。",
            "建设工程质量管理条例12",
            "清空监理单位。",
        )


@judges(figures.agreement)
def price_within(found: figures.Agreement, terms: Terms) -> Iterator[Finding]:
    """政府投资条例23：政府投资项目建设投资原则上不得超过经核定的投资概算。"""
    if found.price is None:
        yield Finding(
            "PRICE_MISSING", "未填写合同价。", "政府投资条例23", "按合同填写合同价（元）。"
        )
    elif found.price > found.total_investment:
        yield Finding(
            "PRICE_ABOVE_INVESTMENT",
            f"合同价 {found.price} 元超过总投资 {found.total_investment} 元。",
            "政府投资条例23",
            "核对合同价；确需增加投资的，报原核定部门调整并落实资金来源。",
        )


@judges(figures.agreement)
def signed_already(found: figures.Agreement, terms: Terms) -> Iterator[Finding]:
    """登记的是已经签订的合同：签订日期不得晚于登记当日。"""
    if found.signed_on is None:
        yield Finding(
            "SIGNED_ON_MISSING",
            "未填写合同签订日期。",
            "保障农民工工资支付条例24",
            "按合同填写签订日期。",
        )
    elif found.signed_on > terms.today:
        yield Finding(
            "SIGNED_ON_AHEAD",
            f"合同签订日期 {found.signed_on} 晚于今天。",
            "保障农民工工资支付条例24",
            "合同签订后再登记。",
        )


@judges(figures.agreement)
def labour_secured(found: figures.Agreement, terms: Terms) -> Iterator[Finding]:
    """国办函〔2022〕58号：合同列以工代赈专门条款；保障农民工工资支付条例24：人工费用拨付周期不得超过1个月。"""
    if not found.labour_clause:
        yield Finding(
            "LABOUR_CLAUSE_MISSING",
            "合同没有以工代赈专门条款。",
            "国办函〔2022〕58号；实施意见五(一)",
            "在合同中约定组织当地群众务工、及时足额发放劳务报酬的专门条款。",
        )
    longest = terms.parameters.get(
        "pay.cycle.max_days", on=terms.today, fund=found.fund, district=found.district
    )
    cycle = found.labour_fee_cycle_days
    # The law itself forbids a longer cycle, so this blocks whatever strength pay.cycle has at 验收.
    if not cycle:
        yield Finding(
            "LABOUR_FEE_CYCLE_MISSING",
            "合同未约定人工费用拨付周期。",
            "保障农民工工资支付条例24",
            f"约定人工费用拨付周期，不超过 {longest.days} 日。",
        )
    elif cycle > longest.days:
        yield Finding(
            "LABOUR_FEE_CYCLE_TOO_LONG",
            f"人工费用拨付周期 {cycle} 日，超过 {longest.days} 日。",
            f"保障农民工工资支付条例24；{longest.basis}",
            "与施工单位改为不超过 1 个月后再登记。",
        )


GIVE_OUT = (lawfully_given,)
REGISTER = (
    contract_complete,
    contract_agrees,
    contractor_named,
    supervisor_per_mode,
    price_within,
    signed_already,
    labour_secured,
)
