"""What funding, contract and start are judged on: frozen facts, one dataclass per paper."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flows.documents.figures import stated
from flows.documents.rules import Stated


@dataclass(frozen=True)
class Funding:
    """The funding notice beside the project's money, yuan."""

    amount: Decimal
    funds: Decimal
    total_investment: Decimal


@dataclass(frozen=True)
class Agreement:
    """The contract as registered, beside what the approval said about who builds and how."""

    procurement: str
    procurement_basis: str
    approved_procurement: str
    approved_body: str
    contractor: str
    supervisor: str
    has_firm: bool
    price: Decimal | None
    total_investment: Decimal
    signed_on: dt.date | None
    labour_fee_cycle_days: int | None
    labour_clause: bool
    fund: str
    district: str


@dataclass(frozen=True)
class Preparation:
    """What the contractor has ready before the start (domain.md 4.1 #9), roster and training apart.

    ``regulated``: 保障农民工工资支付条例 applies as such, it is not only followed (wage_regime).
    """

    funded: bool
    regulated: bool
    price: Decimal | None
    signed_on: dt.date | None
    wage_account: bool
    wage_account_opened_on: dt.date | None
    wage_account_exemption: str
    deposit: bool
    deposit_exemption: str
    notice_board: bool
    labour_officer: str
    publicity_on: dt.date | None
    publicity_days: int | None
    briefing_on: dt.date | None
    insurance: str
    fund: str
    district: str


def of_document(paper: Any) -> Stated:
    """What the paper's own document states, beside the project's others."""
    return stated(paper.document)


def funding(notice: Any) -> Funding:
    project = notice.project
    funds = sum((fund.amount for fund in project.funds.all()), Decimal(0))
    return Funding(notice.amount, funds, project.total_investment)


def agreement(contract: Any) -> Agreement:
    project = contract.project
    approval = project.documents.filter(kind="approval").first()
    approved = approval.elements.get("r9", {}) if approval else {}
    return Agreement(
        procurement=contract.procurement,
        procurement_basis=contract.procurement_basis,
        approved_procurement=approved.get("procurement") or "",
        approved_body=approved.get("body") or "",
        contractor=contract.contractor.name if contract.contractor else "",
        supervisor=contract.supervisor.name if contract.supervisor else "",
        has_firm=project.has_firm,
        price=contract.price,
        total_investment=project.total_investment,
        signed_on=contract.signed_on,
        labour_fee_cycle_days=contract.labour_fee_cycle_days,
        labour_clause=contract.labour_clause,
        fund=project.fund_source,
        district=project.district,
    )


def preparation(readiness: Any) -> Preparation:
    project = readiness.project
    contract = readiness.contract or project.intakes.get()
    notices = project.fundingnotices.filter(state="FORWARDED")
    return Preparation(
        funded=project.came_in_past("FUNDED") or notices.exists(),
        regulated=contract.is_regulated,
        price=contract.price,
        signed_on=contract.signed_on,
        wage_account=readiness.wage_account,
        wage_account_opened_on=readiness.wage_account_opened_on,
        wage_account_exemption=readiness.wage_account_exemption,
        deposit=readiness.deposit,
        deposit_exemption=readiness.deposit_exemption,
        notice_board=readiness.notice_board,
        labour_officer=readiness.labour_officer,
        publicity_on=readiness.project_publicity_on,
        publicity_days=readiness.project_publicity_days,
        briefing_on=readiness.briefing_on,
        insurance=readiness.insurance,
        fund=project.fund_source,
        district=project.district,
    )
