"""The people of a project: from the roster to one person's days, pay and receipts."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from flows.complaints.views import about
from flows.desk.paging import page
from flows.engine.findings import Finding
from flows.engine.privacy import LONG_NUMBER, scrub
from flows.labour.actions.retaining import FROM as RETAINABLE
from flows.labour.actions.retaining import may_retain
from flows.labour.models import Attendance, Category, Engagement
from flows.labour.states import EngagementState as E
from flows.projects.pages import find_project, frame_of
from flows.templatetags.ui import zh_date

from ..models import PayrollLine
from ..states import LineStatus as L
from ..states import labour_officer
from .attendance import history
from .batch import row_of
from .fitness import agreed, lacks, supported, unfit, unpaid
from .mine import STANDING
from .reveal import disclosed
from .rollcall import OfProject

SIZE = 50
ZERO = Decimal(0)
TONES = {
    E.INTENT: "neutral", E.REGISTERED: "neutral", E.VERIFIED: "info", E.CONTRACTED: "info",
    E.TRAINED: "info", E.ON_DUTY: "ok", E.LEFT: "done", E.RETAINED: "done",
}  # fmt: skip
TABS: dict[str, tuple[str, Q]] = {
    "all": ("全部", Q()),
    "duty": ("在岗", Q(state=E.ON_DUTY)),
    "unfit": ("未达上岗条件", Q()),  # who: judged by facts, see standing.unfit
    "local": ("本地", Q(is_local=True)),
    "priority": ("优先群体", ~Q(priority_tag="")),
    "management": ("管理人员", Q(category=Category.MANAGEMENT)),
}


@require_safe
def workers(request: HttpRequest, code: str) -> HttpResponse:
    """Everybody on the roster with what he worked and was paid."""
    project = find_project(request.user, code)
    tab, text = request.GET.get("tab", ""), request.GET.get("q", "").strip()
    tab = tab if tab in TABS else "all"
    _, wanted = TABS[tab]
    if LONG_NUMBER.fullmatch(text):  # a whole number is looked for by its end and not repeated
        text = text[-4:]
    people = Engagement.objects.visible_to(request.user).filter(project=project)
    lacking = unfit(project)
    found = people.filter(pk__in=lacking) if tab == "unfit" else people.filter(wanted)
    if text:
        found = found.filter(Q(worker__name__icontains=text) | Q(worker__id_last4=text.upper()))
    shown = page(request, found.select_related("worker"), "id", size=SIZE)
    return render(request, "payroll/workers.html", {
        **frame_of(project, "务工人员"), "rows": _rows(shown.rows, code, lacking), "page": shown, "q": text,
        "tabs": _tabs(people, request.path, tab, len(lacking)),
        "support": supported(project), "may_retain": may_retain(project, request.user),
        "keep": [{"name": "tab", "value": tab}],
        "clear_url": f"{request.path}?tab={tab}" if text else "",
    })  # fmt: skip


def _tabs(people: QuerySet[Engagement], path: str, chosen: str, unfit: int) -> list[dict[str, Any]]:
    facts = list(people.values_list(
        "state", "is_local", "priority_tag", "category"
    ))  # fmt: skip
    counts = {
        "all": len(facts),
        "duty": len([f for f in facts if f[0] == E.ON_DUTY]),
        "unfit": unfit,
        "local": len([f for f in facts if f[1]]),
        "priority": len([f for f in facts if f[2]]),
        "management": len([f for f in facts if f[3] == Category.MANAGEMENT]),
    }
    return [
        {"label": label, "href": f"{path}?tab={name}", "count": counts[name],
         "current": name == chosen}
        for name, (label, _) in TABS.items()
    ]  # fmt: skip


def _rows(
    people: list[Engagement], code: str, lacking: dict[int, list[Finding]]
) -> list[dict[str, Any]]:
    """The people shown with days and pay: one statement for all of them."""
    days = Attendance.objects.filter(engagement=OuterRef("pk"), live=True).order_by()
    paid = PayrollLine.objects.filter(engagement=OuterRef("pk"), status=L.PAID).order_by()
    sums = {
        pk: (worked or ZERO, got or ZERO)
        for pk, worked, got in Engagement.objects.filter(pk__in=[each.pk for each in people])
        .annotate(
            worked=Subquery(days.values("engagement").annotate(n=Sum("portion")).values("n")),
            got=Subquery(paid.values("engagement").annotate(n=Sum("net")).values("n")),
        )
        .values_list("pk", "worked", "got")
    }
    return [
        {
            "person": each, "tone": TONES[E(each.state)], "days": sums[each.pk][0],
            "paid": sums[each.pk][1], "lacking": lacking.get(each.pk, []),
            "retainable": each.state in RETAINABLE,
            "href": reverse("worker", args=[code, each.pk]),
        }
        for each in people
    ]  # fmt: skip


@require_safe
def worker(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One person: his days month by month, the pay for them and the bank's answers."""
    project = find_project(request.user, code)
    person = (
        Engagement.objects.visible_to(request.user).filter(project=project, pk=pk)
        .select_related("worker").first()
    )  # fmt: skip
    if person is None:
        raise Http404
    months = months_of(person)
    if labour_officer(OfProject(project), request.user):
        for each in months:
            asked = urlencode({"month": f"{each['month']:%Y-%m}", "q": person.worker.id_last4})
            each["correct_url"] = f"{reverse('attendance', args=[code])}?{asked}"
    return render(request, "payroll/worker.html", {
        **frame_of(project, ("务工人员", reverse("workers", args=[code])), person.worker.name),
        "person": person, "tone": TONES[E(person.state)], "months": months,
        "complaints": about(project, engagement=person),
        "facts": _facts(person), "lacking": lacks(person), "unpaid": unpaid(person),
        "disclosed": disclosed(person, request.user),
        "days": sum((month["days"] for month in months), ZERO),
        "net": sum((row["line"].net for month in months for row in month["rows"]), ZERO),
        "paid": sum((row["line"].net for month in months for row in month["rows"]
                     if row["line"].status == L.PAID), ZERO),
    })  # fmt: skip


def months_of(person: Engagement) -> list[dict[str, Any]]:
    """Each month of a person: the days he was present, his pay line, its receipts."""
    marks: dict[dt.date, list[dict[str, Any]]] = defaultdict(list)
    for told in history(person):
        marks[told["mark"].day.replace(day=1)].append(told)
    lines: dict[dt.date, list[PayrollLine]] = defaultdict(list)
    found = PayrollLine.objects.filter(engagement=person).select_related(
        "batch", "engagement__worker"
    ).prefetch_related("receipts", "strikes", STANDING)  # fmt: skip
    for line in found:
        lines[line.batch.month].append(line)
    return [
        {
            "month": month,
            "days": sum((each["mark"].portion for each in marks[month] if each["mark"].live), ZERO),
            "undone": [each for each in marks[month] if each["undone"] or each["reason"]],
            "live": [each for each in marks[month] if each["mark"].live],
            "rows": [row_of(line) for line in lines[month]],
        }
        for month in sorted({*marks, *lines})
    ]  # fmt: skip


def _facts(person: Engagement) -> list[dict[str, Any]]:
    """What the roster states of a person, without any full number."""
    who = person.worker
    return [
        {"label": "身份证", "value": f"尾号 {who.id_last4}"},
        {"label": "电话", "value": f"尾号 {who.phone_last4}" if who.phone_last4 else "—"},
        {"label": "户籍", "value": f"{person.town}{person.village}" or "—"},
        {"label": "户籍范围", "value": person.get_scope_display()},
        {"label": "是否本地", "value": "是" if person.is_local else "否"},
        {"label": "优先群体", "value": person.priority_tag or "—"},
        {"label": "工种", "value": person.trade or "—"},
        {"label": "人员类别", "value": person.get_category_display()},
        {"label": "计入劳务报酬", "value": "是" if person.counts_as_relief else "否"},
        {"label": "安全培训", "value": zh_date(person.training_date)},
        {"label": "培训成绩", "value": person.training_score},
        *agreed(person),
        {"label": "协议编号", "value": scrub(person.agreement_number) or "未登记"},
        {"label": "报酬标准", "value": f"{person.daily_rate} 元/日" if person.daily_rate else "—"},
        {"label": "银行卡", "value": f"{person.bank} 尾号 {person.card_last4}".strip()
         if person.card_last4 else "未登记"},
        {"label": "户名", "value": person.card_holder or "—"},
        {"label": "进场", "value": zh_date(person.entry_date)},
        {"label": "离场", "value": zh_date(person.exit_date)},
    ]  # fmt: skip
