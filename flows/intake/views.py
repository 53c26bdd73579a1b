"""存量项目补录: the form, its correction, the scans, and what the paper's page shows of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from flows.desk.actions import one_move
from flows.desk.facts import address_of
from flows.desk.pages import conflict, expected, find_paper, kept
from flows.desk.panels import panel
from flows.documents.filetypes import MAX_SIZE, BadFile
from flows.documents.models import Attachment
from flows.documents.views import files_of
from flows.engine import registry
from flows.engine.findings import Busy, NotYours, Refused, Stale
from flows.orgs.kinds import PostCode
from flows.orgs.models import Organization

from .actions import KINDS, correct, propose, scan
from .forms import IntakeForm, already
from .models import Intake
from .rules import SCANS, reached


def _office(user: Any) -> Organization:
    """The clerk's 区发改; for anybody else the pages do not exist."""
    post = next((p for p in user.posts if p.code == PostCode.DRC_CLERK), None)
    if post is None:
        raise Http404
    return post.organization


@require_http_methods(["GET", "HEAD", "POST"])
def enter_page(request: HttpRequest) -> HttpResponse:
    """A running project is stated from its papers."""
    form = IntakeForm(_office(request.user), request.POST or None)
    if request.method == "POST" and form.is_valid():
        intake = _propose(request, form)
        if intake is not None:
            messages.success(request, "已建立补录。请填写批复要素、上传扫描件，再报科长确认。")
            return redirect(address_of(intake))
    return _form_page(request, form, "存量项目补录", reverse("projects"))


def _propose(request: HttpRequest, form: IntakeForm) -> Intake | None:
    """None when the form has to be shown again."""
    try:
        return propose(by=request.user, funds=form.funds, said=form.said(), **form.facts())
    except ValidationError as error:
        _show(form, error)
    except IntegrityError:  # the same form twice at once: the other one was first
        form.add_error("code", already(form.cleaned_data["code"]))
    return None


def _show(form: IntakeForm, error: ValidationError) -> None:
    for name, reasons in error.message_dict.items():
        form.add_error(name if name in form.fields else None, reasons)


@require_http_methods(["GET", "HEAD", "POST"])
def correct_page(request: HttpRequest, code: str) -> HttpResponse:
    """What was stated is put right, while the intake lies on the clerk's desk."""
    office = _office(request.user)
    intake = Intake.objects.visible_to(request.user).filter(project__code=code).first()
    if intake is None:
        raise Http404
    if intake.state != "DRAFT" or not registry.desk.has_seat(intake, request.user):
        messages.warning(request, "补录内容只能由经办人在“补录资料”环节更正。")
        return redirect(address_of(intake))
    form = IntakeForm(office, request.POST or None, intake)
    if request.method == "POST" and form.is_valid():
        answer = _correct(request, intake, form)
        if answer is not None:
            return answer
    return _form_page(request, form, "更正补录内容", address_of(intake))


def _correct(request: HttpRequest, intake: Intake, form: IntakeForm) -> HttpResponse | None:
    stated = {"funds": form.funds, "said": form.said(), **form.facts()}
    try:
        with one_move(intake.chain):
            correct(intake, by=request.user, expect=expected(request), **stated)
    except (Stale, Busy, NotYours) as error:
        return conflict(request, error, back=address_of(intake), kept=kept(form))
    except Refused as refusal:
        form.add_error(None, [finding.message for finding in refusal.findings])
        return None
    except ValidationError as error:
        _show(form, error)
        return None
    messages.success(request, "已更正。仍缺的见下方“判定”。")
    return redirect(address_of(intake))


def _form_page(request: HttpRequest, form: IntakeForm, title: str, back: str) -> HttpResponse:
    intake = form.intake
    context = {
        "form": form,
        "title": title,
        "plain": form.plain(),
        "funds": [field for field in form if field.name.startswith("fund_")],
        "groups": form.groups(),
        "expect": request.POST.get("expect") or (intake.version if intake else 0),
        "project": intake.project if intake else None,
        "back": back,
        "crumbs": [{"label": "项目", "href": reverse("projects")}, {"label": title}],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "intake/enter.html", context, status=status)


@require_POST
def scans(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in the scans of the papers. A bad file is refused, the others stay."""
    intake = find_paper(request.user, "Intake", pk)
    chosen = [(kind, request.FILES[kind]) for kind in KINDS if kind in request.FILES]
    if not chosen:
        messages.warning(request, "请先选择扫描件。")
    for kind, file in chosen:
        try:
            content = file.read() if file.size <= MAX_SIZE else b"\0" * (MAX_SIZE + 1)
            with one_move(intake.chain):
                scan(intake, kind, by=request.user, name=file.name, content=content)
        except BadFile as error:
            messages.error(request, f"{KINDS[kind]}“{file.name[:40]}”未接收：{error}")
        except NotYours as error:
            messages.error(request, str(error))
            break
        except (Stale, Busy) as error:
            return conflict(request, error, back=address_of(intake))
        else:
            messages.success(request, f"{KINDS[kind]}“{file.name[:40]}”已上传。")
    return redirect(f"{address_of(intake)}#scans")


@panel("Intake")
def intake_panel(paper: Intake, user: Any) -> dict[str, Any]:
    """The scans the stage asks for, each with its files, and where to put things right."""
    files = files_of(Attachment.objects.filter(paper="Intake", paper_id=paper.pk))
    stating = paper.state == "DRAFT" and registry.desk.has_seat(paper, user)
    return {
        "scans": [
            {"scan": each, "files": [file for file in files if file["kind"] == each.label]}
            for each in SCANS
            if reached(paper.at, each.since)
        ],
        "scans_url": reverse("intake-scans", args=[paper.pk]) if stating else "",
        "correct_url": reverse("intake-correct", args=[paper.project.code]) if stating else "",
    }
