"""Verbs of acceptance: ``case`` (what its states open), ``committee`` with ``recusal``,
``interests`` and ``outside``, ``review``, ``seal``, ``filing``, ``handover``, ``follow_up``."""

from .case import (
    accept_project,
    complete_project,
    fail_case,
    open_acceptance,
    pre_accept_project,
    return_to_work,
)
from .committee import convene, prepare_vote, propose_committee, set_committee
from .filing import mark_read, register_filing
from .follow_up import date_review, open_due_follow_ups, open_follow_up
from .handover import (
    Gain,
    archive_project,
    date_accounts,
    date_transfer,
    maintain_project,
    say_benefits,
)
from .interests import end_interest, list_interest
from .outside import close_accounts, invite_outsider, renew_password
from .recusal import choose_chair, step_aside, substitute
from .review import Review, Word, explain_item, review, review_items
from .seal import seal_evidence

__all__ = [
    "Gain",
    "Review",
    "Word",
    "accept_project",
    "archive_project",
    "choose_chair",
    "close_accounts",
    "complete_project",
    "convene",
    "date_accounts",
    "date_review",
    "date_transfer",
    "end_interest",
    "explain_item",
    "fail_case",
    "invite_outsider",
    "list_interest",
    "maintain_project",
    "mark_read",
    "open_acceptance",
    "open_due_follow_ups",
    "open_follow_up",
    "pre_accept_project",
    "prepare_vote",
    "propose_committee",
    "register_filing",
    "renew_password",
    "return_to_work",
    "review",
    "review_items",
    "say_benefits",
    "seal_evidence",
    "set_committee",
    "step_aside",
    "substitute",
]
