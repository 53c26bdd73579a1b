"""What narrows and orders a list of the inbox: read from its address, drawn as a form."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import QueryDict

from flows.engine import clock, registry
from flows.engine.privacy import scrub
from flows.orgs.kinds import CITY, DISTRICTS

from .inbox import TABS, Tab
from .models import SavedFilter
from .search import searched

WAN = 10_000  # officials speak of 万元
CODE = re.compile(r"\d{4}-\d{6}-\d{2}-\d{2}-\d{6}")  # a project's: long, and nobody's secret
KEPT = 20  # filters a person may save


@dataclass(frozen=True)
class Filters:
    """The filter part of an address; "" where nothing is asked. Amounts are in 万元."""

    q: str = ""
    kind: str = ""
    step: str = ""
    district: str = ""
    overdue: str = ""
    low: str = ""
    high: str = ""

    @classmethod
    def read(cls, asked: QueryDict) -> Filters:
        said = {each.name: asked.get(each.name, "") for each in fields(cls)}
        return cls(**{name: text.replace("\0", "").strip()[:100] for name, text in said.items()})

    @property
    def folded(self) -> int:
        """How many conditions are set besides the search."""
        return sum(bool(value) for name, value in vars(self).items() if name != "q")

    def __bool__(self) -> bool:
        return any(vars(self).values())


def narrowed(rows: QuerySet[Any], asked: Filters, tab: Tab) -> QuerySet[Any]:
    """``rows`` that meet every condition of ``asked`` their table has a column for."""
    if asked.q:
        rows = searched(rows, asked.q)
    if asked.kind:
        rows = rows.filter(paper=asked.kind)
    if asked.district:
        rows = rows.filter(district=asked.district)
    if rows.model.__name__ != "Seat":
        return rows
    kind, _, step = asked.step.rpartition(".")
    if step:
        rows = rows.filter(step=step, **{"paper": kind} if kind else {})
    if asked.overdue and tab.live:
        rows = rows.filter(late())
    for text, bound in ((asked.low, "amount__gte"), (asked.high, "amount__lte")):
        amount = yuan(text)
        if amount is not None:
            rows = rows.filter(**{bound: amount})
    return rows


def late() -> Q:
    """Past its due date, by the clock of the seat's own project."""
    simulated = Q(due_on__lt=F("chain__simulated_at__date"))
    return simulated | Q(chain__simulated_at=None, due_on__lt=clock.today())


def yuan(text: str) -> Decimal | None:
    """``text`` in 万元 as yuan; None where it is no amount."""
    try:
        found = Decimal(text) * WAN
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < Decimal(10) ** 14 else None


def sort_of(tab: Tab, asked: str) -> str:
    """The code of the order asked for; the ordinary one where it is unknown."""
    return asked if asked in tab.sorts else next(iter(tab.sorts))


def query_of(tab: str, asked: Filters, sort: str) -> str:
    """The address that shows the same list again, without its page."""
    found = QueryDict(mutable=True)
    found["tab"] = tab
    found.update({name: value for name, value in vars(asked).items() if value})
    if sort != next(iter(TABS[tab].sorts)):
        found["sort"] = sort
    return found.urlencode()


def safe_query(text: str) -> str:
    """``text`` as an address of the inbox, whatever was posted."""
    asked = QueryDict(text[:2000])
    tab = asked.get("tab", "")
    tab = tab if tab in TABS else "mine"
    return query_of(tab, Filters.read(asked), sort_of(TABS[tab], asked.get("sort", "")))


def selects(user: Any, tab: Tab, asked: Filters, sort: str) -> list[dict[str, Any]]:
    """The choices of the form: kind, step, district, order. No statement but the user's posts."""
    found = [_select("kind", "事项", _kinds(), asked.kind)]
    if tab.rows.__name__ != "copies":
        steps = _steps(asked.kind)
        found.append(_select("step", "环节", steps, asked.step))
    seen = {post.organization.district for post in user.posts}
    if CITY in seen or len(seen) > 1:
        found.append(_select("district", "区", list(DISTRICTS.items()), asked.district))
    if len(tab.sorts) > 1:
        orders = [(code, label) for code, (label, _) in tab.sorts.items()]
        found.append(_select("sort", "排序", orders, sort) | {"required": True})
    return found


def _select(name: str, label: str, options: list[tuple[str, str]], chosen: str) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "options": [
            {"value": value, "label": text, "chosen": value == chosen} for value, text in options
        ],
    }


def _kinds() -> list[tuple[str, str]]:
    """What kinds of papers there are, in the order of the corridor."""
    flows = registry.flows().items()
    return [(kind, str(flow.paper._meta.verbose_name)) for kind, flow in flows]


def _steps(kind: str) -> list[tuple[str, str]]:
    """The steps of ``kind``, or of all kinds, each with its flow's name before it."""
    flows = {k: flow for k, flow in registry.flows().items() if kind in ("", k)}
    return [
        (f"{name}.{step.name}", step.label if kind else f"{flow.__doc__.strip()} · {step.label}")
        for name, flow in flows.items()
        for step in flow.steps()
    ]


def save(user: Any, name: str, query: str) -> str:
    """Keep the list at ``query`` under ``name``; the same name is written over. Says why not, or ""."""
    name, asked = scrub(name.strip())[:20], QueryDict(query)
    tab = asked.get("tab", "mine")
    if not name or tab not in TABS:
        return "请给这组条件起一个名称。"
    found = Filters.read(asked)
    if not found:
        return "没有筛选条件可保存。"
    if not CODE.fullmatch(found.q):
        found = replace(found, q=scrub(found.q))
    mine = SavedFilter.objects.filter(user=user)
    if mine.exclude(name=name).count() >= KEPT:
        return f"最多保存 {KEPT} 组筛选，请先删去不用的。"
    kept = query_of(tab, found, sort_of(TABS[tab], asked.get("sort", "")))
    if len(kept) > 500:
        return "条件太长，不能保存。"
    mine.update_or_create(user=user, name=name, defaults={"query": kept})
    return ""
