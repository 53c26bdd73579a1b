"""Verbs of acceptance: ``case`` (what its states open), ``committee``, ``review``, ``handover``."""

from .case import (
    accept_project,
    complete_project,
    fail_case,
    open_acceptance,
    pre_accept_project,
    return_to_work,
)
from .committee import convene, prepare_vote, propose_committee, set_committee
from .handover import archive_project, date_accounts, date_transfer, maintain_project
from .review import Review, explain_item, review

__all__ = [
    "Review",
    "accept_project",
    "archive_project",
    "complete_project",
    "convene",
    "date_accounts",
    "date_transfer",
    "explain_item",
    "fail_case",
    "maintain_project",
    "open_acceptance",
    "pre_accept_project",
    "prepare_vote",
    "propose_committee",
    "return_to_work",
    "review",
    "set_committee",
]
