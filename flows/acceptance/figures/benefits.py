"""联农带农: the four ways in which farmers were to gain, and what came of each by the records."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flows.documents.elements import DocumentKind
from flows.documents.models import Document
from flows.engine import clock

from .counting import every, one
from .pay import PAID
from .people import TRAINED

PAY, TRAINING, POSTS, SHARES = MODES = ("PAY", "TRAINING", "POSTS", "SHARES")
NAMES = {PAY: "劳务报酬", TRAINING: "就业技能培训", POSTS: "公益性岗位", SHARES: "资产折股量化分红"}
SAID = """
SELECT mode, applies, planned, actual, note FROM flows_benefit
 WHERE handover_id = %(handover)s ORDER BY id
"""


@dataclass(frozen=True)
class Measured:
    """One way: promised by the approval (``planned``; ``named``: the project's papers name it),
    and what the ledgers hold (``actual``; None where no ledger tells). Yuan, people, posts."""

    mode: str
    planned: Decimal | None
    actual: Decimal | None
    named: bool

    @property
    def name(self) -> str:
        return NAMES[self.mode]


@dataclass(frozen=True)
class Said:
    """One way as it was said at the handover."""

    mode: str
    applies: bool
    planned: Decimal | None
    actual: Decimal | None
    note: str

    @property
    def name(self) -> str:
        return NAMES[self.mode]

    @property
    def short(self) -> bool:
        """Less than promised, or dropped although promised."""
        promised = self.planned or Decimal(0)
        return promised > (self.actual or Decimal(0) if self.applies else Decimal(0))


def measured(handover: Any) -> list[Measured]:
    """The four ways of ``handover``'s project, in order."""
    project = handover.project
    baseline, key = project.baseline, {"project": project.pk}
    approval = Document.objects.filter(project=project, kind=DocumentKind.APPROVAL).first()
    shares = approval.money("r8", "asset_shares") if approval else None
    planned = {
        PAY: baseline and baseline.labour_pay,
        TRAINING: baseline and Decimal(baseline.training),
        POSTS: baseline and Decimal(baseline.posts),
        SHARES: shares,
    }
    posts = handover.posts_on_duty
    actual = {
        PAY: one(PAID, **key)[0],
        TRAINING: Decimal(one(TRAINED, today=clock.today(project.chain), **key)[0]),
        POSTS: None if posts is None else Decimal(posts),
        SHARES: None,
    }
    named = project.benefit_modes
    return [Measured(each, planned[each], actual[each], NAMES[each] in named) for each in MODES]


def said(handover: Any) -> tuple[Said, ...]:
    return tuple(Said(*row) for row in every(SAID, handover=handover.pk))
