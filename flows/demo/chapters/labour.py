"""用工: the roster is handed in before the start and verified by the township."""

from __future__ import annotations

from collections.abc import Iterator

from flows.labour.models import Roster

from ..story import Moment, Story


def roster(story: Story) -> Iterator[Moment]:
    for file in story.case.of_kind("roster"):
        yield story.times.to_start("roster"), lambda file=file: story.hand_in(file)
    yield story.times.to_start("roster"), lambda: story.sign(Roster, "OPEN")
    yield story.times.to_start("roster.TOWN_REVIEW"), lambda: story.sign(Roster, "TOWN_REVIEW")
