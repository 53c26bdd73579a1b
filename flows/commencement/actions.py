"""What funding, contract and start open: numbers, the project's stage, the next paper."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flows.documents.elements import DocumentKind, wanted
from flows.documents.models import Document
from flows.engine import gate
from flows.engine.unit import Unit

from .models import Contract, FundingNotice, StartReadiness


def begin_funding(unit: Unit, case: Any) -> None:
    """The approval is delivered: the money is planned, the funding document drawn up from it."""
    project = case.project
    amount = sum((fund.amount for fund in project.funds.all()), Decimal(0))
    gate.open_paper(
        unit,
        FundingNotice(
            project=project,
            document=_drawn_up(unit, case.document, DocumentKind.FUNDING),
            amount=amount,
            initiator=_holder(project, "drc.clerk"),
        ),
    )


def _drawn_up(unit: Unit, approval: Document, kind: str) -> Document:
    """A document of ``kind`` that states what the approval stated, as far as it must."""
    stated = {
        element.key: approval.elements[element.key]
        for element in wanted(kind)
        if element.key in approval.elements
    }
    return unit.create(Document(project=approval.project, kind=kind, elements=stated))


def _holder(project: Any, code: str) -> Any:
    holders = project.post(code).holders
    return holders[0] if holders else None


def number_plan(unit: Unit, notice: FundingNotice) -> None:
    if not notice.investment_plan_number:
        notice.investment_plan_number = _number(unit, notice, "发改投资")
        unit.changed(notice)


def _number(unit: Unit, paper: Any, series: str) -> str:
    project = paper.project
    return f"{project.get_district_display()}{series}〔{unit.today.year}〕{project.pk}号"


def fund_project(unit: Unit, notice: FundingNotice) -> None:
    """Signed by finance: the document is numbered and dated, the project has its money."""
    notice.number = notice.number or _number(unit, notice, "财")
    document = unit.current(notice.document)
    document.number, document.issued_on = notice.number, unit.today
    unit.changed(document)
    unit.changed(notice)
    gate.advance(unit, notice.project, "fund")


def date_forwarding(unit: Unit, notice: FundingNotice) -> None:
    notice.forwarded_on = unit.today
    unit.changed(notice)


def begin_contract(unit: Unit, paper: Any) -> None:
    """The money is with the owner: he gives the work out as the approval said (r9)."""
    project = paper.project
    gate.advance(unit, project, "contract")
    approval = Document.objects.get(project=project, kind=DocumentKind.APPROVAL)
    gate.open_paper(
        unit,
        Contract(
            project=project,
            document=_drawn_up(unit, approval, DocumentKind.CONTRACT),
            procurement=approval.part("r9", "procurement") or "",
            procurement_basis=approval.part("r9", "basis") or "",
            contractor=project.contractor,
            supervisor=project.supervisor if project.has_firm else None,
            initiator=_holder(project, "owner.lead"),
        ),
    )


def settle_contract(unit: Unit, contract: Contract) -> None:
    """Registered: who builds and who supervises is settled."""
    project = contract.project
    contract.number = contract.number or f"{project.code}-HT"
    document = unit.current(contract.document)
    document.number, document.issued_on = contract.number, contract.signed_on
    unit.changed(document)
    unit.changed(contract)
    project.contractor, project.supervisor = contract.contractor, contract.supervisor
    gate.advance(unit, project, "get_ready")


def begin_start(unit: Unit, paper: Any) -> None:
    """There is a contract, here or (补录) in a scan: the contractor prepares the start."""
    project = paper.project
    gate.open_paper(
        unit,
        StartReadiness(
            project=project,
            contract=Contract.objects.filter(project=project).first(),
            initiator=_holder(project, "contractor.lead"),
        ),
    )


def start_project(unit: Unit, readiness: StartReadiness) -> None:
    """The order to start is issued: numbered, dated today, and the project is under construction."""
    readiness.started_on = unit.today
    readiness.start_order_number = (
        readiness.start_order_number or f"{readiness.project.code}-开工令"
    )
    unit.changed(readiness)
    gate.advance(unit, readiness.project, "start")
