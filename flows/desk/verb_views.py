"""转办、加签、退回 …: one small page for each thing that may be done with a seat."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from flows.engine import gate
from flows.engine.findings import Busy, NotYours, Refused, Stale
from flows.engine.paper import label_of
from flows.engine.privacy import scrub

from . import actions
from .desk import seats_at, step_of
from .facts import address_of
from .forms import InputForm, VerbForm
from .live import latest
from .pages import conflict, crumbs_of, expected, find_paper, kept, seat_rows, terms_of
from .phrases import phrases_for
from .returning import Return, returns_of
from .verbs import BY_NAME, Here, Verb, open_verbs


@require_http_methods(["GET", "HEAD", "POST"])
def verb_page(request: HttpRequest, kind: str, pk: int, verb: str) -> HttpResponse:
    """Ask what ``verb`` needs, then do it."""
    paper, asked = find_paper(request.user, kind, pk), BY_NAME.get(verb)
    if asked is None:
        raise Http404
    here = Here(paper, request.user, seats_at(paper))
    if asked not in open_verbs(here):
        return _closed(request, here, asked)
    form = VerbForm(asked.asks(here), asked, data=request.POST or None)
    refused: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            with actions.one_move(paper.chain):
                asked.act(paper, by=request.user, **form.cleaned_data)
        except (Stale, Busy, NotYours) as error:
            return conflict(request, error, back=address_of(paper), kept=kept(form))
        except Refused as refusal:
            refused = refusal.findings
        else:
            messages.success(request, f"已{asked.label}。")
            return redirect(address_of(paper))
    status = 422 if request.method == "POST" else 200
    return render(request, "desk/verb.html", _verb(here, asked, form, refused), status=status)


def _closed(request: HttpRequest, here: Here, verb: Verb) -> HttpResponse:
    """The verb is not open (any more): what was typed for it is not lost."""
    back, said = (
        address_of(here.paper),
        f"现在不能{verb.label}：可能已经办结、已挂起，或不在您手上。",
    )
    if request.method == "POST":
        said += latest(here.paper, request.user)
        return conflict(request, Stale(said), back=back, opinion=request.POST.get("reason", ""))
    messages.warning(request, said)
    return redirect(back)


def _verb(here: Here, verb: Verb, form: VerbForm, refused: list[Any]) -> dict[str, Any]:
    paper = here.paper
    return {
        "paper": paper,
        "project": paper.project,
        "verb": verb,
        "form": form,
        "refused": refused,
        "seats": seat_rows(here.seats, here.step, here.user),
        "step": here.step,
        "crumbs": crumbs_of(paper, verb.label),
        "simulated_at": paper.chain.simulated_at,
        "back": address_of(paper),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def return_page(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """退回 with its preview: where to, 重走 or 直达, and why."""
    paper = find_paper(request.user, kind, pk)
    found = returns_of(paper, request.user, terms_of(paper.chain))
    name = request.POST.get("move") or request.GET.get("move", "")
    chosen = next((r for r in found if r.move.name == name), None)
    if chosen is None and request.method != "POST":
        chosen = _ordinary(found)
    if chosen is None:
        return _no_return(request, paper)
    data = request.POST if request.method == "POST" else None
    form = InputForm([chosen.move], pressed=chosen.move.name, data=data)
    refused: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            return _send_back(request, paper, chosen, form)
        except Refused as refusal:
            refused = refusal.findings
        except (Stale, Busy, NotYours) as error:
            opinion = request.POST.get("opinion", "")
            return conflict(
                request, error, back=address_of(paper), opinion=opinion, kept=kept(form)
            )
    context = _return(request, paper, found, chosen, form) | {"refused": refused}
    status = 422 if request.method == "POST" else 200
    return render(request, "desk/return.html", context, status=status)


def _no_return(request: HttpRequest, paper: Any) -> HttpResponse:
    said, back = "这件事现在不在您手上，或本环节不能这样退回。", address_of(paper)
    if request.method == "POST":
        said += latest(paper, request.user)
        opinion = request.POST.get("opinion", "")
        return conflict(request, Stale(said), back=back, opinion=opinion)
    messages.warning(request, said)
    return redirect(back)


def _ordinary(found: list[Return]) -> Return | None:
    """The nearest return that asks for nothing but a reason."""
    return next((each for each in found if not each.move.inputs), found[0] if found else None)


def _send_back(request: HttpRequest, paper: Any, chosen: Return, form: InputForm) -> HttpResponse:
    with actions.one_move(paper.chain):
        moved = gate.perform(
            paper,
            chosen.move.name,
            by=request.user,
            opinion=request.POST.get("opinion", "").strip(),
            expect=expected(request),
            direct=request.POST.get("way") == "direct",
            **form.cleaned_data,
        )
    messages.success(
        request, f"已办理“{chosen.move.label}”。{moved.title}现在：{label_of(moved)}。"
    )
    return redirect(address_of(moved))


def _return(
    request: HttpRequest, paper: Any, found: list[Return], chosen: Return, form: InputForm
) -> dict[str, Any]:
    seen = request.POST.get("expect") or paper.version
    return {
        "paper": paper,
        "project": paper.project,
        "step": step_of(paper),
        "returns": found,
        "chosen": chosen,
        "form": form,
        "way": request.POST.get("way", ""),
        "opinion": scrub(request.POST.get("opinion", "")),
        "expect": seen,
        "draft_key": f"{request.user.pk}:{type(paper).__name__}:{paper.pk}",
        "phrases": phrases_for(request.user),
        "crumbs": crumbs_of(paper, "退回"),
        "simulated_at": paper.chain.simulated_at,
        "back": address_of(paper),
    }
