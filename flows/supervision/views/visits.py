"""Call-backs: months that can be called back, one round with its sample, one answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from flows.desk import desk
from flows.desk.actions import one_move
from flows.desk.pages import conflict, terms_of
from flows.desk.panels import panel
from flows.engine.findings import Busy, NotYours, Refused, Stale
from flows.engine.privacy import mask_tail
from flows.payroll.models import PayrollBatch
from flows.payroll.states import BatchState
from flows.projects.pages import find_project, frame_of

from ..actions import Answer, begin_visits, correct_visit, record_visit
from ..actions.visits import may_ask, may_review
from ..figures.visits import standing_of, wrong_of
from ..forms import AnswerForm, CorrectionForm
from ..models import Visit, VisitRound
from ..states import VisitRoundState as V

TONES = {V.VISITING: "info", V.REVIEWING: "warn", V.DONE: "done"}
PAID = Q(lines__status="PAID", lines__counts_as_relief=True)


@require_safe
def visits(request: HttpRequest, code: str) -> HttpResponse:
    """Every month whose pay has arrived, with its round, or the button that draws one."""
    project = find_project(request.user, code)
    found = PayrollBatch.objects.visible_to(request.user).filter(
        project=project, care=False, state__in=(BatchState.RECONCILED, BatchState.DONE)
    ).select_related("visit_round").annotate(people=Count("lines", filter=PAID))  # fmt: skip
    heard = {
        row.pop("round"): row
        for row in Visit.objects.filter(round__project=project).values("round").annotate(
            asked=Count("pk", filter=Q(reached=True)), denied=Count("pk", filter=Q(himself=False))
        )
    }  # fmt: skip
    return render(request, "supervision/visits.html", {
        **frame_of(project, "务工人员回访"), "may": may_ask(_Of(project), request.user),
        "rows": [_month(batch, heard) for batch in found.order_by("-month")],
    })  # fmt: skip


class _Of:
    """What the posts of a step are asked of, where no paper stands yet."""

    def __init__(self, project: Any) -> None:
        self.project = project


def _month(batch: Any, heard: dict[int, Any]) -> dict[str, Any]:
    made = getattr(batch, "visit_round", None)
    return {
        "batch": batch, "round": made, "tone": TONES[made.state] if made else "neutral",
        "batch_url": reverse("paper", args=["PayrollBatch", batch.pk]),
        **(heard.get(made.pk, {}) if made else {}),
    }  # fmt: skip


@require_POST
def begin_visit_round(request: HttpRequest, code: str) -> HttpResponse:
    """抽样回访 of one month; pressed again it leads to the round there is."""
    project, pk = find_project(request.user, code), request.POST.get("batch", "")
    found = PayrollBatch.objects.visible_to(request.user).select_related("project__chain")
    batch = found.filter(project=project, pk=int(pk) if pk.isdecimal() else 0).first()
    if batch is None:
        raise Http404
    here = reverse("visits", args=[code])
    try:
        with one_move(project.chain):
            made = begin_visits(batch, by=request.user)
    except Busy as error:
        return conflict(request, error, back=here)
    except Refused as refused:
        messages.info(request, str(refused))
        known = VisitRound.objects.filter(batch=batch).first()
        return redirect("visit-round", code, known.pk) if known else redirect(here)
    except NotYours as error:
        messages.error(request, str(error))
        return redirect(here)
    messages.success(request, f"系统已从 {made.frame} 人中抽取 {made.size} 人，请逐人回访。")
    return redirect("visit-round", code, made.pk)


@require_safe
@never_cache
def visit_round(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The sample, one card a person; what was paid is shown only beside his own answer."""
    made = find_round(request.user, code, pk)
    return _page(request, made)


def find_round(user: Any, code: str, pk: int) -> VisitRound:
    """The round; 404 where there is none in ``user``'s scope."""
    project = find_project(user, code)
    found: VisitRound | None = (
        VisitRound.objects.visible_to(user)
        .select_related("project__chain", "batch")
        .filter(project=project, pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found


@require_http_methods(["POST"])
def visit(request: HttpRequest, code: str, pk: int, number: int) -> HttpResponse:
    """Keep what was heard of one worker, or put a record right with a reason (``do=correct``)."""
    made = find_round(request.user, code, pk)
    one = made.visits.filter(position=number).first()
    if one is None:
        raise Http404
    one.round = made
    correcting = request.POST.get("do") == "correct"
    form = (CorrectionForm if correcting else AnswerForm)(request.POST, auto_id=f"v{number}_%s")
    back, status, refused = reverse("visit-round", args=[code, pk]), 422, []
    if form.is_valid():
        try:
            return _heard(request, one, form, back)
        except (Busy, Stale) as error:
            return conflict(request, error, back=back)
        except Refused as refusal:
            refused = refusal.findings
        except NotYours as error:
            form.add_error(None, str(error))
            status = 403
    return _page(request, made, number=number, form=form, refused=refused, status=status)


def _heard(request: HttpRequest, one: Visit, form: Any, back: str) -> HttpResponse:
    answer = Answer(**form.answer())
    with one_move(one.round.project.chain):
        if isinstance(form, CorrectionForm):
            kept = correct_visit(one, answer, by=request.user, reason=form.cleaned_data["reason"])
        else:
            kept = record_visit(one, answer, by=request.user)
    said = f"第 {kept.position} 位的回访已记录。"
    if kept.at is None:
        said = f"第 {kept.position} 位这次没有找到，改日或换一种方式再访一次。"
    elif not kept.reached:
        said = f"第 {kept.position} 位两次没有找到，已按抽样次序换下一位。"
    messages.success(request, said)
    return redirect(f"{back}#visit-{kept.position}")


def _page(
    request: HttpRequest, made: VisitRound, *, number: int = 0, form: Any = None,
    refused: Any = (), status: int = 200,
) -> HttpResponse:  # fmt: skip
    project, user = made.project, request.user
    asking = made.state == V.VISITING and desk.has_seat(made, user)
    most = short_most(project)
    found = made.visits.select_related("line__engagement__worker", "by").order_by("position")
    rows = [_row(each, user, made, asking, most) for each in found]
    _unfold(rows, asking)
    for row in rows:
        if row["visit"].position == number:
            row |= {"form": form, "refused": refused, "open": True}
    standing, here = standing_of(made), reverse("visit-round", args=[project.code, made.pk])
    return render(request, "supervision/visit_round.html", {
        **frame_of(project, ("务工人员回访", reverse("visits", args=[project.code])), made.title),
        "round": made, "rows": rows, "asking": asking, "tone": TONES[made.state], "here": here,
        "standing": standing, "paper_url": reverse("paper", args=["VisitRound", made.pk]),
        "done": not standing.open,
    }, status=status)  # fmt: skip


def _unfold(rows: list[dict[str, Any]], asking: bool) -> None:
    """The next who is to be asked lies open; on a telephone the others would bury him."""
    for row in rows if asking else ():
        if not row["answered"]:
            row["open"] = True
            return


def _row(each: Visit, user: Any, made: VisitRound, asking: bool, most: Any) -> dict[str, Any]:
    line, person = each.line, each.line.engagement
    answered, ids = each.at is not None, f"v{each.position}_%s"
    may_correct = answered and (
        asking or (made.state == V.DONE and may_review(made, user) and each.by_id != user.pk)
    )
    short = bool(each.reached) and each.amount is not None and each.amount < line.net - most
    form = None
    if asking and not answered:
        form = AnswerForm(auto_id=ids)
    elif may_correct:
        form = CorrectionForm(auto_id=ids, initial=_said(each))
    return {
        "visit": each, "person": person, "phone": mask_tail(person.worker.phone_last4),
        "has_phone": bool(person.worker.phone_last4), "form": form, "answered": answered,
        "paid": line.net if answered else None, "paid_days": line.days if answered else None,
        "short": short, "denied": each.himself is False, "correcting": answered,
        "tone": "bad" if short or each.himself is False else "done" if each.reached else
                "warn" if each.tries else "neutral",
        "url": reverse("visit", args=[made.project.code, made.pk, each.position]),
    }  # fmt: skip


def _said(each: Visit) -> dict[str, Any]:
    words = {True: "yes", False: "no"}
    return {
        "method": each.method, "reached": words.get(each.reached, ""),
        "himself": words.get(each.himself, ""), "amount": each.amount, "days": each.days,
        "note": each.note,
    }  # fmt: skip


def short_most(project: Any) -> Any:
    """By how many yuan what a worker says may stay below what was paid (``visit.short.most``)."""
    terms = terms_of(project.chain)
    asked = {"on": terms.today, "fund": project.fund_source, "district": project.district}
    return terms.parameters.get("visit.short.most", **asked).number


@panel("VisitRound")
def round_panel(paper: VisitRound, user: Any) -> dict[str, Any]:
    """How far the round is, what came of it, and how to draw it again on paper."""
    standing = standing_of(paper)
    wrong = wrong_of(paper, short_most(paper.project))
    return {
        "standing": standing, "denied": len(wrong.denied), "short": len(wrong.short),
        "batch_url": reverse("paper", args=["PayrollBatch", paper.batch_id]),
        "round_url": reverse("visit-round", args=[paper.project.code, paper.pk]),
        "suggested": {"summary": _summary(paper, standing, wrong)},
        "notices": paper.project.rectifications.filter(
            code="V1", defect__startswith=f"{paper.title}："
        ).order_by("number"),
    }  # fmt: skip


def _summary(paper: VisitRound, standing: Any, wrong: Any) -> str:
    """The counts in words, to be completed by whoever hands the round in."""
    if standing.open:
        return ""
    said = f"{paper.batch.month:%Y年%-m月}报酬抽样 {paper.size} 人，回访到 {standing.answered} 人"
    said += f"，未找到换下一位 {standing.missed} 人" if standing.missed else ""
    said += f"；否认 {len(wrong.denied)} 人，到手金额少于到账 {len(wrong.short)} 人。"
    return said
