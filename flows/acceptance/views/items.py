"""One item of the checklist, opened to its rows: worker → days → pay → receipt."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db.models import DecimalField, F, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, TruncMonth
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from flows.desk.actions import one_move
from flows.desk.pages import conflict
from flows.desk.paging import page
from flows.engine.findings import Busy, NotYours, Refused, WorkerRef
from flows.labour.models import Attendance, Engagement
from flows.payroll.actions import flags
from flows.payroll.models import PayrollBatch, PayrollLine
from flows.payroll.states import LineStatus
from flows.payroll.views.batch import row_of as line_row
from flows.projects.pages import frame_of
from flows.supervision.models import Inspection

from ..actions.review import explain_item, review
from ..figures.review import reviewed
from ..figures.works import works
from ..forms import ExplanationForm
from ..models import AcceptanceCase
from ..rules.items import CHECKS, Item
from .case import explains, row_of
from .scope import find_case
from .seal import seal_banner

SIZE = 50
PEOPLE = ("L1", "L2", "L3", "L8", "L9")
LINES = ("L4", "L5", "L6", "L7", "L10", "L11", "L12", "L13", "L15")
PAID_ONLY = ("L4", "L5", "L7", "L11")
# Which of the lines of those who are named is wrong, where one column says it.
WRONG = {
    "L10": ~Q(days=F("attended")), "L12": Q(confirmed=False),
    "L15": ~Q(status__in=(LineStatus.PAID, LineStatus.STRUCK)),
}  # fmt: skip
REQUIRED = {
    "village": "户籍村", "trade": "工种", "agreement_number": "协议编号",
    "card_cipher": "银行卡号", "card_holder": "户名", "entry_date": "进场日期",
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The item's rows, and the owner's explanation where the item asks for one."""
    case = find_case(request.user, pk)
    if code not in CHECKS:
        raise Http404
    form, refused, status = ExplanationForm(request.POST or None), [], 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                with one_move(case.project.chain):
                    explain_item(case, code, form.cleaned_data["text"], by=request.user)
                messages.success(request, f"已记录 {code} 的说明。")
                return redirect("item", pk, code)
            except Busy as error:
                kept = [{"label": "说明", "value": form.cleaned_data["text"]}]
                return conflict(request, error, back=request.path, kept=kept)
            except Refused as refusal:
                refused = refusal.findings
            except NotYours as error:
                messages.error(request, str(error))
                status = 403
    context = _context(request, case, code)
    asks = explains(case, context["item"], request.user)
    return render(request, "acceptance/item.html", context | {
        "form": (form if form.is_bound else ExplanationForm()) if asks else None,
        "refused": refused,
    }, status=status)  # fmt: skip


def _context(request: HttpRequest, case: AcceptanceCase, code: str) -> dict[str, Any]:
    found = next(each for each in review(case.project).items if each.code == code)
    here = reverse("paper", args=["AcceptanceCase", case.pk])
    codes = list(CHECKS)
    at = codes.index(code)
    return {
        **frame_of(case.project, (case.title, here), f"{code} {found.title}"), "case": case,
        "item": found, "row": row_of(found, case), "back": here, "seal": seal_banner(case, request.user),
        "before": codes[at - 1] if at else "", "after": (codes[at + 1 :] or [""])[0],
        "contests": [each for each in reviewed(case).contests if each.code == code],
        **_rows(request, case, found),
    }  # fmt: skip


def _rows(request: HttpRequest, case: AcceptanceCase, found: Item) -> dict[str, Any]:
    project = case.project
    if found.code in PEOPLE:
        return _people(request, project, found)
    if found.code in LINES:
        return _lines(request, project, found)
    if found.code == "L14":
        return {"kind": "months", "rows": _months(project)}
    if found.code == "L16":
        return {"kind": "flags", "rows": flags(project)}
    if found.code == "E6":
        checks = Inspection.objects.filter(project=project)
        return {
            "kind": "checks",
            "rows": list(checks.filter(Q(is_concealed=True) | Q(code__startswith="Q"))),
        }
    return {"kind": "stated", "rows": _stated(project, found)}


def _stated(project: Any, found: Item) -> list[tuple[str, bool]]:
    facts = works(project)
    return list({"L17": facts.promised, "L18": facts.handed_over}.get(found.code, ()))


def _months(project: Any) -> list[PayrollBatch]:
    return list(
        PayrollBatch.objects.filter(project=project).exclude(state="VOID")
        .select_related("notice").order_by("month")
    )  # fmt: skip


def _narrowed(
    request: HttpRequest, rows: QuerySet[Any], found: Item, project: Any, path: str = ""
) -> dict[str, Any]:
    """``rows`` by the filters of the address (name, village, month, only what is wrong), and what
    the filter bar shows of them. ``path`` leads from a row to the person's engagement."""
    given = {name: request.GET.get(name, "").strip() for name in ("only", "q", "village", "month")}
    if given["only"] == "bad":
        rows = rows.filter(_named(found.workers, f"{path}worker__"), WRONG.get(found.code, Q()))
    if given["q"]:
        rows = rows.filter(**{f"{path}worker__name__icontains": given["q"]})
    if given["village"]:
        rows = rows.filter(**{f"{path}village": given["village"]})
    people = Engagement.objects.filter(project=project).exclude(village="")
    villages = people.order_by("village").values_list("village", flat=True).distinct()
    months = PayrollBatch.objects.filter(project=project, care=False).order_by("month")
    selects = [
        _select("village", "村", given, [(each, each) for each in villages]),
        _select("month", "月份", given, [
            (f"{each:%Y-%m}", f"{each:%Y年%-m月}") for each in months.values_list("month", flat=True)
        ]),
    ]  # fmt: skip
    if found.workers:
        selects.insert(0, _select("only", "范围", given, [("bad", "只看有问题的（不符合的人员）")]))
    clear = request.path if any(given.values()) else ""
    return {"found": rows, "q": given["q"], "selects": selects, "clear_url": clear}


def _select(
    name: str, label: str, given: dict[str, str], options: list[tuple[str, str]]
) -> dict[str, Any]:
    return {
        "name": name, "label": label,
        "options": [
            {"value": value, "label": said, "chosen": given[name] == value} for value, said in options
        ],
    }  # fmt: skip


def _named(workers: tuple[WorkerRef, ...], path: str) -> Q:
    """The people an item names: by name and the last four, which is all that it says of them."""
    wanted = Q(pk__in=[])
    for worker in workers:
        wanted |= Q(**{f"{path}name": worker.name, f"{path}id_last4": worker.id_last4})
    return wanted


def _people(request: HttpRequest, project: Any, found: Item) -> dict[str, Any]:
    """The roster, everybody with what the item looks at; with a month, who worked in it."""
    everybody = Engagement.objects.visible_to(request.user).filter(project=project)
    asked = _narrowed(request, everybody.select_related("worker"), found, project)
    people, month, live = asked.pop("found"), _month(request), Q(attendances__live=True)
    counted = live
    if month:
        counted &= Q(attendances__day__year=month.year, attendances__day__month=month.month)
    people = people.annotate(
        days=Sum("attendances__portion", filter=counted),
        first_day=Min("attendances__day", filter=live),
    )
    shown = page(request, people.filter(days__gt=0) if month else people, "id", size=SIZE)
    rows = [
        {
            "person": each, "href": reverse("worker", args=[project.code, each.pk]),
            "missing": [label for name, label in REQUIRED.items() if not getattr(each, name)]
            + ([] if each.worker.phone_last4 else ["电话"]),
            "late": each.first_day is not None
            and (each.training_date is None or each.training_date > each.first_day),
        }
        for each in shown.rows
    ]  # fmt: skip
    return {"kind": "people", "rows": rows, "page": shown, **asked}


def _lines(request: HttpRequest, project: Any, found: Item) -> dict[str, Any]:
    """The pay lines with the days their people were present and the bank's answers."""
    all_lines = PayrollLine.objects.filter(
        batch__in=PayrollBatch.objects.visible_to(request.user).filter(project=project, care=False)
    )
    if found.code in PAID_ONLY:
        all_lines = all_lines.filter(status=LineStatus.PAID)
    if found.code in ("L4", "L5"):
        all_lines = all_lines.filter(counts_as_relief=True)
    all_lines = _with_attendance(all_lines.select_related("engagement__worker", "batch"))
    asked = _narrowed(request, all_lines, found, project, "engagement__")
    lines, month = asked.pop("found"), _month(request)
    if month:
        lines = lines.filter(batch__month=month)
    shown = page(request, lines.prefetch_related("receipts", "strikes"), "id", size=SIZE)
    rows = [
        line_row(each) | {
            "href": reverse("worker", args=[project.code, each.engagement_id]),
            "days_differ": each.attended != each.days,
            "sums_differ": each.gross + each.adjustment != each.net,
        }
        for each in shown.rows
    ]  # fmt: skip
    return {"kind": "lines", "rows": rows, "page": shown, **asked}


def _month(request: HttpRequest) -> dt.date | None:
    try:
        return dt.date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        return None


def _with_attendance(lines: QuerySet[PayrollLine]) -> QuerySet[PayrollLine]:
    """Each line with ``attended``, the days its person was present in its month."""
    marks = (
        Attendance.objects.filter(engagement=OuterRef("engagement"), live=True)
        .annotate(of=TruncMonth("day")).filter(of=OuterRef("batch__month"))
        .order_by().values("engagement").annotate(n=Sum("portion")).values("n")
    )  # fmt: skip
    zero = DecimalField(max_digits=8, decimal_places=1)
    return lines.annotate(attended=Coalesce(Subquery(marks), 0, output_field=zero))
