"""封存 on the pages: the banner that says whether the evidence is whole, and the page of the seals."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from flows.complaints.models import Complaint
from flows.labour.models import Engagement
from flows.payroll.models import BankReceipt, PayrollLine
from flows.projects.pages import frame_of
from flows.supervision.models import Inspection, InspectionRecord, PaymentClaim, Rectification
from flows.templatetags.ui import last4, money

from ..figures.canonical import ROWS
from ..figures.seal import SealState, seal_state
from ..models import AcceptanceCase
from ..rules.seal import broken_by
from ..states import CONCLUSIONS
from .scope import find_case

SHOWN = 20  # rows of a kind that the banner names; the seal's own page names ALL
ALL = 500
OF_PEOPLE = ("名册", "考勤", "报酬", "本人确认", "例外", "培训", "技术交底")
MODELS: dict[str, Any] = {
    "银行回单": BankReceipt, "投诉": Complaint, "检查": Inspection, "现场检查": InspectionRecord,
    "整改": Rectification, "工程款": PaymentClaim,
}  # fmt: skip
Row = dict[str, str]


def seal_banner(case: AcceptanceCase, user: Any, most: int = SHOWN) -> dict[str, Any] | None:
    """What every page of the acceptance says of the seal; None before there is one.

    Once it is concluded the banner only names the seal: what is done afterwards (移交、管护) is no
    breach of it. Its own page compares all the same.
    """
    if not case.round:
        return None
    url = reverse("seal", args=[case.pk])
    if case.state in CONCLUSIONS and most == SHOWN:
        last = case.seals.order_by("-round").first()
        return {
            "closed": True,
            "number": last and last.number,
            "sha256": last and last.sha256,
            "url": url,
        }
    found = seal_state(case)
    return {
        "closed": False, "whole": found.whole, "number": found.number, "sha256": found.sha256,
        "rows": found.rows, "at": found.at, "url": url, "said": "；".join(broken_by(found)),
        "kinds": differences_of(found, case, user, most), "parameters": found.parameters,
    }  # fmt: skip


def differences_of(
    found: SealState, case: AcceptanceCase, user: Any, most: int
) -> list[dict[str, Any]]:
    """Each kind with its rows as people know them; ``more`` is how many are not named."""
    shown = {
        each.kind: [
            (word, key)
            for word, keys in (("改动", each.changed), ("新增", each.new), ("缺失", each.gone))
            for key in keys
        ][:most]
        for each in found.differences
    }
    named = {kind: _named(kind, [key for _, key in rows], user) for kind, rows in shown.items()}
    people = _people(case, shown, user)
    return [
        {
            "kind": each.kind, "more": each.rows - len(shown[each.kind]),
            "rows": [
                {"change": word, **(people if each.kind in OF_PEOPLE else named[each.kind]).get(key, {"what": f"{key}（已不在）"})}
                for word, key in shown[each.kind]
            ],
        }
        for each in found.differences
    ]  # fmt: skip


def _people(case: AcceptanceCase, shown: dict[str, Any], user: Any) -> dict[str, Row]:
    """Row key → the worker, the month and what he got in it, for those who may see people."""
    keys = {key for kind in OF_PEOPLE for _, key in shown.get(kind, ())}
    if not keys:
        return {}
    ids = {int(key.split(":")[0]) for key in keys}
    people = {
        each.pk: each
        for each in Engagement.objects.visible_to(user).filter(pk__in=ids).select_related("worker")
    }
    paid = {
        f"{engagement}:{month:%Y-%m}": net
        for engagement, month, net in PayrollLine.objects.filter(
            engagement__in=people, batch__care=False
        ).values_list("engagement_id", "batch__month", "net")
    }
    return {key: _person(key, people, paid, case) for key in keys}


def _person(key: str, people: dict[int, Any], paid: dict[str, Any], case: AcceptanceCase) -> Row:
    pk, *month = key.split(":")
    found = people.get(int(pk))
    if found is None:
        return {"what": "已不在名册" if int(pk) else "全体"}
    said = [f"{found.worker.name} {last4(found.worker.id_last4)}"]
    if month and "-" in month[0]:
        said.append(month[0])
        net = paid.get(":".join((pk, month[0])))
        said += [f"实发 {money(net)} 元"] if net is not None else []
    return {"what": "　".join(said), "href": reverse("worker", args=[case.project.code, found.pk])}


def _named(kind: str, keys: Iterable[str], user: Any) -> dict[str, Row]:
    """Row key → what the row is called, for kinds that are about no single person."""
    model = MODELS.get(kind)
    if model is None:
        return {key: {"what": key} for key in keys}
    rows = model.objects.visible_to(user).filter(pk__in=[int(key) for key in keys])
    if kind == "现场检查":
        rows = rows.select_related("inspection")
    return {str(row.pk): _row(kind, row) for row in rows}


def _row(kind: str, row: Any) -> Row:
    if kind == "银行回单":
        return {"what": f"{row.traded_on}　{money(row.amount)} 元　卡尾号 {last4(row.card_last4)}"}
    if kind == "现场检查":
        return {"what": str(row), "href": reverse("paper", args=["Inspection", row.inspection_id])}
    return {"what": row.title, "href": reverse("paper", args=[type(row).__name__, row.pk])}


@require_safe
def seal(request: HttpRequest, pk: int) -> HttpResponse:
    """Every seal of the case with what lies under it, and the last one against what is there now."""
    case = find_case(request.user, pk)
    back = reverse("paper", args=["AcceptanceCase", pk])
    seals = case.seals.select_related("by", "case").prefetch_related("parts").order_by("-round")
    order = list(ROWS)
    rows = [
        {
            "seal": each, "number": each.number,
            "parts": sorted(each.parts.all(), key=lambda part: order.index(part.kind)
                            if part.kind in order else len(order)),
        }
        for each in seals
    ]  # fmt: skip
    return render(request, "acceptance/seal.html", {
        **frame_of(case.project, (case.title, back), "证据封存"), "case": case, "back": back,
        "seals": rows, "seal": seal_banner(case, request.user, ALL), "concluded": case.concluded_on,
    })  # fmt: skip
