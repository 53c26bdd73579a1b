"""F05: whether it was the people themselves who confirmed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from flows.engine.findings import Terms

from ...figures import Line
from ...figures.evidence import Evidence
from ..fault import limit
from .sign import Sign


def confirmed_in_a_row(found: Evidence, terms: Terms) -> Iterator[Sign]:
    """F05 确认异常：同一设备或同一网络 1 分钟内确认 5 人以上；签字表登记的没有设备，不在此列。"""
    people = int(limit("flag.F05.people", found.pay, terms))
    span = dt.timedelta(seconds=int(limit("flag.F05.seconds", found.pay, terms)))
    lines = {line.id: line for line in found.pay.lines}
    groups: dict[tuple[str, str], list[tuple[dt.datetime, Line]]] = defaultdict(list)
    for click in found.clicks:
        for word, key in (("设备", click.device), ("网络", click.address)):
            if key and click.line in lines:
                groups[word, key].append((click.at, lines[click.line]))
    said: dict[int, str] = {}
    for (word, _), clicks in groups.items():
        text = f"在同一{word}上接连确认，{span.seconds} 秒内不少于 {people} 人。"
        said |= {line: text for line in _together(clicks, people, span) if line not in said}
    for line_id, text in sorted(said.items()):
        line = lines[line_id]
        yield Sign(text, line.engagement, line.worker, line.month, (line.net, text))


def _together(
    clicks: list[tuple[dt.datetime, Line]], people: int, span: dt.timedelta
) -> Iterator[int]:
    """The lines confirmed within any ``span`` in which at least ``people`` people did."""
    clicks, first = sorted(clicks, key=lambda click: click[0]), 0
    for last, (at, _) in enumerate(clicks):
        while at - clicks[first][0] > span:
            first += 1
        window = [line for _, line in clicks[first : last + 1]]
        if len({line.engagement for line in window}) >= people:
            yield from (line.id for line in window)
