"""监管: the case's checkpoints are planned before the start and lived in their months."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from flows.supervision.actions import add_checkpoint
from flows.supervision.models import Inspection, Rectification

from ..actors import photograph
from ..onsite import visit
from ..story import Moment, Story

INSPECT, BEGIN, RECTIFY, RECHECK = 1, 2, 4, 5  # days after the check is reported


def checkpoints(story: Story) -> Iterator[Moment]:
    times = story.times
    yield times.start - dt.timedelta(minutes=1), lambda: _plan(story)
    for point in story.case.checkpoints:
        month = dt.date.fromisoformat(f"{point['month']}-01")
        which = {"code": point["code"], "name": point["title"], "month": month}
        yield (
            times.checkpoint(month),
            lambda w=which: story.sign(
                Inspection, "PLANNED", which=w, report_note="工序完成，自检合格。"
            ),
        )
        yield times.checkpoint(month, INSPECT), lambda p=point, w=which: _inspect(story, p, w)
        if point["result"] == "问题" and point.get("rectified", False):
            yield from _rectify(story, month, which)


def _plan(story: Story) -> None:
    if story.project.stage != "READY":
        return
    engineer = story.project.post("supervisor.engineer" if story.case.has_firm else "owner.site")
    for point in story.case.checkpoints:
        add_checkpoint(
            story.project,
            by=engineer.holders[0],
            code=point["code"],
            title=point["title"],
            severity=point["severity"],
            month=dt.date.fromisoformat(f"{point['month']}-01"),
            is_concealed=point["code"] == "Q1",
        )


def _inspect(story: Story, point: dict[str, Any], which: dict[str, Any]) -> None:
    paper = story.at(Inspection, "INSPECTING", **which)
    if paper is None:
        return
    found = point["result"] == "问题"
    visit(paper, defect=(point.get("defect") or point["title"]) if found else "")


def _rectify(story: Story, month: dt.date, which: dict[str, Any]) -> Iterator[Moment]:
    of = {f"inspection__{name}": value for name, value in which.items()}
    at = story.times.checkpoint
    yield at(month, BEGIN), lambda: story.sign(Rectification, "OPEN", which=of)
    yield at(month, RECTIFY), lambda: _report(story, of)
    yield (
        at(month, RECHECK),
        lambda: story.sign(Rectification, "SUBMITTED", which=of, recheck_note="复查合格。"),
    )


def _report(story: Story, of: dict[str, Any]) -> None:
    paper = story.at(Rectification, "RECTIFYING", **of)
    if paper is not None:
        photograph(paper)
        story.sign(Rectification, "RECTIFYING", which=of, report="已整改到位，前后照片附后。")
