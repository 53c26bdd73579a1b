"""How the committee has voted: read from the seats of its step, never kept beside them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flows.desk.models import Seat
from flows.desk.seats import SeatState
from flows.engine.models import Parameter

STEP = "vote"
NOT_COUNTED = (SeatState.RECUSED, SeatState.DROPPED, SeatState.MOVED)


@dataclass(frozen=True)
class Tally:
    """Votes of one committee. Whoever did not vote when the vote was counted is absent."""

    members: int
    agreed: int
    rectify: int
    refused: int
    abstained: int
    quorum: Decimal
    share: Decimal
    chair_agreed: bool = False
    chair_breaks_tie: bool = False

    @property
    def present(self) -> int:
        return self.agreed + self.rectify + self.refused + self.abstained

    @property
    def quorate(self) -> bool:
        """到会：rows of at least ``quorum`` of the voting members."""
        return self.members > 0 and self.present >= self.quorum * self.members

    @property
    def carried(self) -> bool:
        """同意 plus 同意整改 from more than ``share`` of the voting members; a tie is lost, unless
        the parameter lets the chair's own vote decide it."""
        return self.quorate and (self.favour > self.share * self.members or self.tie_broken)

    @property
    def favour(self) -> int:
        return self.agreed + self.rectify

    @property
    def tie_broken(self) -> bool:
        """A tie that the chair decides. The seats themselves have no majority then (desk.decide):
        the paper goes to CONCLUDING as lost, and what may be concluded there follows this."""
        tied = self.quorate and self.favour == self.share * self.members
        return self.chair_breaks_tie and self.chair_agreed and tied

    @property
    def wants_rectification(self) -> bool:
        return self.carried and self.rectify > 0


def tally(case: Any) -> Tally:
    """The votes of ``case``'s committee so far."""
    seats = Seat.objects.filter(paper="AcceptanceCase", paper_id=case.pk, step=STEP)
    last = seats.order_by("-task_id").values_list("task_id", flat=True).first()
    votes = list(
        seats.filter(task_id=last)
        .exclude(state__in=NOT_COUNTED)
        .values_list("state", "choice", "weight", "post_id")
    )
    quorum, share = thresholds(case.project)
    chair = case.members.filter(chair=True, recused=False).values_list("post_id", flat=True).first()

    def weigh(state: Any, *choices: str) -> int:
        return sum(w for s, c, w, _ in votes if s == state and (not choices or c in choices))

    rectify = weigh(SeatState.AGREED, "rectify")
    return Tally(
        members=sum(weight for _, _, weight, _ in votes),
        agreed=weigh(SeatState.AGREED) - rectify,
        rectify=rectify,
        refused=weigh(SeatState.REFUSED),
        abstained=weigh(SeatState.ABSTAINED),
        quorum=quorum,
        share=share,
        chair_agreed=any(s == SeatState.AGREED and post == chair for s, _, _, post in votes),
        chair_breaks_tie=chair_decides(case.project),
    )


def recused_voters(case: Any) -> set[int]:
    """The people who recused themselves on the desk at the latest vote."""
    seats = Seat.objects.filter(paper="AcceptanceCase", paper_id=case.pk, step=STEP)
    last = seats.order_by("-task_id").values("task_id")[:1]
    gone = seats.filter(task_id=last, state=SeatState.RECUSED, decided_by__isnull=False)
    return set(gone.values_list("decided_by_id", flat=True))


def thresholds(project: Any) -> tuple[Decimal, Decimal]:
    """(quorum, share) of the committee's vote, by the parameters in force."""
    found = Parameter.snapshot()
    given = {"on": project.planned_start, "fund": project.fund_source, "district": project.district}
    quorum = fraction(found.get("committee.quorum", **given).text)
    return quorum, fraction(found.get("committee.share", **given).text)


def chair_decides(project: Any) -> bool:
    """Whether the chair's vote breaks a tie here (parameter ``committee.chair_breaks_tie``)."""
    found = Parameter.snapshot("committee.chair_breaks_tie")
    return found.get(
        "committee.chair_breaks_tie",
        on=project.planned_start,
        fund=project.fund_source,
        district=project.district,
    ).yes


def fraction(text: str) -> Decimal:
    """``2/3`` or ``0.5`` as a number."""
    upper, _, lower = text.partition("/")
    return Decimal(upper) / Decimal(lower) if lower else Decimal(upper)
