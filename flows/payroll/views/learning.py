"""“这一列是……”: headings nobody knows are explained once; the list of what was learned."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from flows.engine.findings import NotYours, Refused
from flows.labour.actions.words import forget, learn, words_for
from flows.sheets.shelf import Waiting
from flows.sheets.vocabulary import LABELS, REQUIRED

from .standing import KINDS

MISSING = "HEADING_MISSING"


def words_asked(number: int, result: dict[str, Any]) -> list[dict[str, Any]]:
    """What is asked about file ``number``: each unknown heading, with the fields it may mean.

    Only of a file that is refused because a column is missing.
    """
    if not any(error["code"] == MISSING for error in result["errors"]):
        return []
    labels = LABELS.get(result["kind"], {})
    needed = REQUIRED.get(result["kind"], ())
    missing = sorted(result.get("missing", ()), key=lambda field: field not in needed)
    choices = [(field, labels[field]) for field in missing if field in labels]
    return [
        {"name": f"word-{number}-{at}", "heading": heading, "choices": choices}
        for at, heading in enumerate(result.get("unknown", ()))
    ]


def learned(request: HttpRequest, project: Any, files: list[Waiting]) -> None:
    """Remember what was chosen on the preview; what may not be remembered is said."""
    for number, each in enumerate(files):
        asked = words_asked(number, each.result)
        said = {
            word["heading"]: request.POST[word["name"]]
            for word in asked
            if request.POST.get(word["name"]) in dict(word["choices"])
        }
        if not asked:
            continue
        try:
            learn(project, each.result["kind"], said, by=request.user)
        except (Refused, NotYours) as error:
            messages.error(request, str(error))


@require_http_methods(["GET", "HEAD", "POST"])
def heading_words(request: HttpRequest) -> HttpResponse:
    """The headings learned for the user's organisations; each may be forgotten."""
    words = words_for(request.user)
    if request.method == "POST":
        pk = request.POST.get("word", "")
        word = get_object_or_404(words, pk=pk if pk.isdecimal() and pk.isascii() else 0)
        try:
            forget(word, by=request.user)
        except NotYours as error:
            raise PermissionDenied(str(error)) from error
        messages.success(request, "已删除，以后不再这样读；已交入的内容不变。")
        return redirect("heading-words")
    return render(request, "payroll/heading_words.html", {
        "crumbs": [{"label": "表头写法"}],
        "rows": [
            {"word": each, "kind": KINDS.get(each.kind, each.kind),
             "field": LABELS.get(each.kind, {}).get(each.field, each.field)}
            for each in words.order_by("organization", "kind", "key")
        ],
    })  # fmt: skip
