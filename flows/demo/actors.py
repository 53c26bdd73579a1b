"""People of the story: whoever's desk a paper lies on, acts through the door."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from flows.desk import desk
from flows.desk.seats import SeatState
from flows.engine import gate
from flows.supervision.actions import add_photos


def next_seat(paper: Any) -> Any:
    """The first open seat at the paper's step; raises LookupError when nothing waits."""
    for seat in desk.seats_at(paper, signers=False):
        if seat.state == SeatState.OPEN:
            return seat
    raise LookupError(f"{paper}没有待办席位")


def whose(paper: Any) -> Any:
    """Who is to act on ``paper`` next."""
    seat = next_seat(paper)
    return seat.holder or seat.post.holders[0]


def agree(paper: Any, *, opinion: str = "", **inputs: Any) -> int:
    """Everybody at the present step agrees in turn; returns how many signed.

    ``inputs`` go with the signature that decides (every signature offers them).
    """
    paper = fresh(paper)
    state, signed = paper.state, 0
    while paper.state == state:
        step = desk.step_of(paper)
        paper = gate.perform(
            paper, step.agreeing(paper), by=whose(paper), opinion=opinion, **inputs
        )
        signed += 1
    return signed


def fresh(paper: Any) -> Any:
    rows = type(paper)._default_manager.select_related(
        *(["project__chain"] if hasattr(paper, "project_id") else [])
    )
    return rows.get(pk=paper.pk)


def photograph(rectification: Any, *moments: str) -> None:
    """Whoever puts right takes a picture of each of ``moments`` (before and after, unless told)."""
    for moment in moments or ("BEFORE", "AFTER"):
        shade = (rectification.pk * 37 % 200, 80 if moment == "BEFORE" else 160, 90)
        made = io.BytesIO()
        Image.new("RGB", (320, 240), shade).save(made, "JPEG")
        add_photos(
            rectification, by=whose(rectification), moment=moment,
            photos=[("现场.jpg", made.getvalue())],
        )  # fmt: skip
