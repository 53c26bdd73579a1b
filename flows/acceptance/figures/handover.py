"""What a handover is judged on, beside its own fields."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flows.documents.elements import DocumentKind
from flows.documents.models import Document

from . import benefits
from .counting import one

FUNDS = """
SELECT coalesce(sum(amount), 0) FROM flows_fund WHERE project_id = %(project)s
"""
REST = """
SELECT count(*) FROM flows_rectification WHERE project_id = %(project)s AND state <> 'CLOSED'
"""
ACCOUNT = """
SELECT coalesce(bool_or(wage_account), false) FROM (
  SELECT wage_account FROM flows_startreadiness WHERE project_id = %(project)s
  UNION ALL SELECT wage_account FROM flows_intake WHERE project_id = %(project)s
) AS said
"""


@dataclass(frozen=True)
class Filled:
    """The handover's fields as filled in, and what they are compared with. Amounts in yuan.

    ``total_investment`` is what was approved last, ``funds`` what the project was given;
    ``to_be_filed``: the acceptance has to be filed and is not yet (质量条例49).
    """

    fund: str
    district: str
    transfer_list: str
    received_by: str
    final_amount: Decimal | None
    surplus: Decimal | None
    accounts_note: str
    funds: Decimal
    total_investment: Decimal
    account_opened: bool
    notice_from: dt.date | None
    account_closed_on: dt.date | None
    duty_list_on: dt.date | None
    body: str
    promised_body: str
    annual_fund: Decimal | None
    promised_fund: Decimal | None
    posts_on_duty: int | None
    promised_posts: int
    archive_number: str
    open_rectifications: int
    benefits: tuple[benefits.Said, ...] = ()
    to_be_filed: bool = False


def filled(paper: Any) -> Filled:
    project, key = paper.project, {"project": paper.project_id}
    approval = Document.objects.filter(project=project, kind=DocumentKind.APPROVAL).first()
    baseline = project.baseline
    return Filled(
        project.fund_source,
        project.district,
        paper.transfer_list.strip(),
        paper.received_by.strip(),
        paper.final_amount,
        paper.surplus,
        paper.accounts_note.strip(),
        one(FUNDS, **key)[0],
        (baseline and baseline.total_investment) or project.total_investment,
        one(ACCOUNT, **key)[0],
        paper.account_notice_from,
        paper.account_closed_on,
        paper.duty_list_on,
        paper.body.strip(),
        (approval and approval.part("r11", "body")) or "",
        paper.annual_fund,
        approval.money("r11", "annual_fund") if approval else None,
        paper.posts_on_duty,
        baseline.posts if baseline else 0,
        paper.archive_number.strip(),
        one(REST, **key)[0],
        benefits.said(paper),
        paper.case.must_be_filed and paper.case.filed_on is None,
    )
