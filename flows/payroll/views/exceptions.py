"""Ask that a line be paid in cash or to a proxy, and record that it was handed over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from flows.desk.actions import one_move
from flows.desk.pages import conflict
from flows.desk.panels import panel
from flows.documents.filetypes import BadFile
from flows.engine.findings import Busy, NotYours, Refused
from flows.projects.pages import frame_of

from ..actions.exceptions import ask_exception, pays_out, record_cash_payment
from ..forms import CashForm, ExceptionForm
from ..models import PayException, PayrollLine
from ..states import labour_officer
from .batch import row_of
from .strike import find_line


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """One line, how it is to be paid instead, why, and the papers that show it."""
    line = find_line(request.user, pk)
    form = ExceptionForm(request.POST or None, request.FILES or None)

    def act(said: dict[str, Any]) -> HttpResponse:
        files = [(each.name, each.read()) for each in said.pop("files")]
        made = ask_exception(line, by=request.user, files=files, **said)
        messages.success(request, "申请已提出，等乡镇台账审核审批。")
        return redirect("paper", "PayException", made.pk)

    return _answer(request, line, form, act, {
        "heading": "现金或代领", "submit": "提出申请",
        "about": "本人没有银行卡、行动不便等确实不能发放到本人卡的，逐行写明理由，附凭证，乡镇批准后另行发放。",
        "may": labour_officer(line.batch, request.user),
        "who": "现金、代领由本项目施工单位的劳资专管员提出。",
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that a line was handed over, with the signed receipt."""
    line = find_line(request.user, pk)
    form = CashForm(request.POST or None, request.FILES or None)

    def act(said: dict[str, Any]) -> HttpResponse:
        file = said["file"]
        record_cash_payment(
            line, by=request.user, paid_on=said["paid_on"], evidence=(file.name, file.read())
        )
        messages.success(request, "已登记发放，签收单已留存。")
        return redirect("paper", "PayrollBatch", line.batch_id)

    return _answer(request, line, form, act, {
        "heading": "登记现金、代领发放", "submit": "登记发放",
        "about": "当面发放并由本人（或获批的代领人）签收后登记；签收单作为发放凭证，验收时据此核对。",
        "may": pays_out(line.batch, request.user),
        "who": "现金、代领的发放由业主项目负责人登记。",
    })  # fmt: skip


def _answer(
    request: HttpRequest, line: PayrollLine, form: Any, act: Any, said: dict[str, Any]
) -> HttpResponse:
    """The page of ``line`` with ``form``; a POST does ``act`` or says why not."""
    batch, refused, status = line.batch, [], 200
    back = reverse("paper", args=["PayrollBatch", batch.pk])
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                with one_move(batch.project.chain):
                    return act(dict(form.cleaned_data))
            except Busy as error:
                return conflict(request, error, back=request.path)
            except Refused as refusal:
                refused = refusal.findings
            except BadFile as error:
                form.add_error(None, str(error))
            except NotYours as error:
                form.add_error(None, str(error))
                status = 403
    return render(request, "payroll/exception.html", {
        **frame_of(batch.project, (batch.title, back), said["heading"]), **said, "batch": batch,
        "row": row_of(line), "form": form, "refused": refused, "back": back,
    }, status=status)  # fmt: skip


@panel("PayException")
def exception_panel(paper: PayException, user: Any) -> dict[str, Any]:
    """The line, how and to whom it is to be paid, and the way to record that it was."""
    line = find_line(user, paper.line_id)
    return {
        "row": row_of(line), "batch_url": reverse("paper", args=["PayrollBatch", line.batch_id]),
        "worker_url": reverse("worker", args=[paper.project.code, line.engagement_id]),
    }  # fmt: skip
