"""The decision page: load, ask the door, show what it said."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from flows.engine import clock, gate, registry
from flows.engine.findings import Busy, Finding, NotYours, Refused, Stale
from flows.engine.paper import label_of
from flows.engine.privacy import scrub
from notifications.models import Message

from . import actions, inbox
from .buttons import VOTE, buttons_of
from .facts import address_of
from .forms import InputForm, edit_form
from .models import Seat
from .pages import (
    conflict,
    crumbs_of,
    expected,
    find_paper,
    kept,
    paper_context,
    terms_of,
)
from .panels import enclosing


@require_http_methods(["GET", "HEAD", "POST"])
def paper_page(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """One paper: everything needed to decide, and the decision."""
    paper = find_paper(request.user, kind, pk)
    if request.method == "POST":
        return _decide(request, paper)
    return render(request, "desk/paper.html", paper_context(request, paper))


def _decide(request: HttpRequest, paper: Any) -> HttpResponse:
    name, opinion = request.POST.get("move", ""), scrub(request.POST.get("opinion", "").strip())
    buttons = buttons_of(paper, request.user, terms_of(paper.chain))
    pressed = next((button for button in buttons.shown if button.name == name), None)
    form = InputForm(buttons.shown, pressed=name, data=request.POST)
    unchanged = expected(request) == paper.version
    if unchanged and pressed is not None and not form.is_valid():
        return _again(request, paper, 422, form=form, opinion=opinion)
    form.is_valid()
    try:
        if unchanged and pressed is None and buttons.seated and name.startswith(VOTE):
            raise NotYours("没有这个选项，请刷新页面。")
        uploads = request.FILES.getlist("files")
        with actions.one_move(paper.chain), enclosing(paper, request.user, uploads):
            moved = _act(request, paper, name, opinion, form.taken_by(pressed))
    except (Stale, Busy) as error:
        return conflict(request, error, back=address_of(paper), opinion=opinion, kept=kept(form))
    except Refused as refusal:
        return _again(request, paper, 422, form=form, opinion=opinion, refused=refusal.findings)
    except NotYours as error:
        messages.error(request, str(error))
        return _again(request, paper, 403, form=form, opinion=opinion)
    # What called him here has been done; in a simulated project too it was read today.
    Message.objects.filter(recipient=request.user, url=address_of(paper), read_at=None).update(
        read_at=clock.now()
    )
    label = pressed.label if pressed else ""
    messages.success(request, f"已办理“{label}”。{moved.title}现在：{label_of(moved)}。")
    return redirect(address_of(paper))


def _act(request: HttpRequest, paper: Any, name: str, opinion: str, inputs: dict[str, Any]) -> Any:
    """The door's move, or its twin: a vote. A body that is missing is a reason, not a fault."""
    expect = expected(request)
    try:
        if name.startswith(VOTE):
            says, choice = _ballot(name)
            return gate.vote(
                paper, says, by=request.user, opinion=opinion, choice=choice, expect=expect
            )
        return gate.perform(paper, name, by=request.user, opinion=opinion, expect=expect, **inputs)
    except LookupError as error:
        if type(error) is not LookupError:
            raise
        raise Refused(
            [Finding("BODY_MISSING", str(error), cure="请在后台登记单位和岗位后再办理。")]
        ) from error


def _ballot(name: str) -> tuple[str, str]:
    """What ``vote.<says>.<choice>`` says; whether the seat may say so is the desk's to judge."""
    says, _, choice = name.removeprefix(VOTE).partition(".")
    if says not in ("agreed", "refused", "abstained"):
        raise NotYours("没有这个表决选项，请刷新页面。")
    return says, choice


def _again(
    request: HttpRequest, paper: Any, status: int, *, form: InputForm, **typed: Any
) -> HttpResponse:
    fresh = find_paper(request.user, type(paper).__name__, paper.pk)
    context = paper_context(request, fresh, form=form, **typed)
    return render(request, "desk/paper.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_page(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The fields of a paper that its holder fills in at the present step."""
    paper = find_paper(request.user, kind, pk)
    step = _own_step(request, paper)
    if step is None or not paper.EDITABLE.get(paper.state):
        messages.warning(request, "当前环节没有需要您填写的内容。")
        return redirect(address_of(paper))
    form = edit_form(paper)(request.POST or None, instance=paper)
    status = 200
    if request.method == "POST":
        answer = _save(request, paper, form)
        if answer is not None:
            return answer
        status = 422
    return render(
        request,
        "desk/edit.html",
        {
            "form": form,
            "paper": paper,
            "step": step,
            "expect": request.POST.get("expect") or paper.version,
            "crumbs": crumbs_of(paper, "填写"),
            "simulated_at": paper.chain.simulated_at,
            "back": address_of(paper),
            "title": f"填写：{paper.title}",
        },
        status=status,
    )


def _own_step(request: HttpRequest, paper: Any) -> Any | None:
    """The step at which ``request.user`` holds a seat; None for everybody else."""
    seated = registry.desk.has_seat(paper, request.user)
    return registry.desk.step_of(paper) if seated else None


def _save(request: HttpRequest, paper: Any, form: Any) -> HttpResponse | None:
    """Write the form through the door; None when it has to be shown again."""
    if not form.is_valid():
        return None
    try:
        with actions.one_move(paper.chain):
            gate.edit(paper, by=request.user, expect=expected(request), **form.cleaned_data)
    except (Stale, Busy, NotYours) as error:
        return conflict(request, error, back=address_of(paper), kept=kept(form))
    except ValidationError as error:
        form.add_error(None, error.messages)
        return None
    messages.success(request, "已保存。核对无误后请在下面办理。")
    return redirect(address_of(paper))


@require_POST
def read(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """已阅: what was laid before me to be read has been read."""
    paper = find_paper(request.user, kind, pk)
    inbox.read_copies(request.user, paper)
    messages.success(request, "已阅。")
    return redirect(address_of(paper))


@require_POST
def claim(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """Take a seat from the queue of my post, or lay it back."""
    seat = Seat.objects.select_related("chain").filter(pk=pk).first()
    if seat is None:
        raise Http404
    paper = find_paper(request.user, seat.paper, seat.paper_id)
    try:
        actions.CLAIMS[move](seat, paper, by=request.user)
    except (Stale, Busy) as error:
        return conflict(request, error, back=address_of(paper))
    except NotYours as error:
        messages.error(request, str(error))
    return redirect(address_of(paper))
