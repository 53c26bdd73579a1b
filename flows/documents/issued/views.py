"""签发文书 of a project: what can go out now, what is missing, what went out; file and print page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from flows.desk.actions import one_move
from flows.desk.pages import conflict, terms_of
from flows.engine.findings import Busy, NotYours, Refused
from flows.projects.pages import find_project, frame_of

from ..filetypes import TYPES
from ..models import IssuedPaper
from . import sources
from .actions import drafts, file_of, issue, may_issue, record_export
from .layouts import LAYOUTS
from .rendering import content_hash, page_of, stamped
from .templates import sha_in_force


@require_safe
def issued_list(request: HttpRequest, code: str) -> HttpResponse:
    """Every kind of paper with its drafts; 404 outside one's scope."""
    project = find_project(request.user, code)
    rows = IssuedPaper.objects.filter(project=project).select_related("by").order_by("-version")
    kept: dict[tuple[str, int], list[IssuedPaper]] = {}
    for row in rows.defer("template"):
        kept.setdefault((row.kind, row.paper_id), []).append(row)
    groups = [_group(project, source, kept, request.user) for source in sources.sources()]
    return render(
        request,
        "documents/issued.html",
        {**frame_of(project, "签发文书"), "groups": groups},
    )


def _group(project: Any, source: Any, kept: dict[Any, Any], user: Any) -> dict[str, Any]:
    found = drafts(source, project, terms_of(project.chain))
    mine = bool(found) and may_issue(source, found[0].paper, user)
    template = sha_in_force(source.kind, project.district) if found else ""
    rows = []
    for draft in found:
        went = kept.get((str(source.kind), draft.paper.pk), [])
        fresh = not went or went[0].content_sha256 != content_hash(draft.content, template)
        blocked = [finding for finding in draft.findings if finding.blocks]
        rows.append({
            "title": draft.title, "issued": went, "findings": draft.findings,
            "changed": bool(went) and fresh, "mine": mine and fresh and not blocked,
            "ready": fresh and not blocked,
            "url": reverse("issue-paper", args=[project.code, f"{source.kind}-{draft.paper.pk}"]),
        })  # fmt: skip
    return {"label": source.kind.label, "rows": rows}


@require_POST
def issue_paper(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """Issue one paper; ``token`` is its kind and the number of what it is about."""
    project = find_project(request.user, code)
    kind, _, pk = token.rpartition("-")
    back = reverse("issued", args=[code])
    if kind not in LAYOUTS or not pk.isdecimal() or len(pk) > 15:
        raise Http404
    try:
        with one_move(project.chain):
            made = issue(project, kind, int(pk), by=request.user)
    except Refused as refused:
        for finding in refused.findings:
            messages.error(request, f"{finding.message}{finding.cure}")
    except NotYours as error:
        messages.error(request, str(error))
    except Busy as error:
        return conflict(request, error, back=back)
    else:
        messages.success(request, f"{made.title}已签发，校验码 {made.content_sha256[:16]}。")
    return redirect(back)


def _find(user: Any, pk: int) -> IssuedPaper:
    rows = IssuedPaper.objects.visible_to(user).select_related("project__chain", "template")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@require_safe
def issued_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper as a print page, A4: the data of the version, in the house's own layout."""
    paper = _find(request.user, pk)
    layout = LAYOUTS[paper.kind]
    content = stamped(paper.content, paper.version, paper.content_sha256)
    back = (("签发文书"), reverse("issued", args=[paper.project.code]))
    return render(
        request,
        "documents/issued_page.html",
        {
            **frame_of(paper.project, back, paper.title), "paper": paper, "content": content,
            "blocks": page_of(layout, content), "private": layout.private,
            "wide": layout.landscape, "back": back[1],
        },
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def issued_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The .docx. What names people leaves only by POST, and that is recorded."""
    paper = _find(request.user, pk)
    if LAYOUTS[paper.kind].private:
        if request.method != "POST":
            return redirect("issued-page", pk)
        try:
            record_export(paper, by=request.user)
        except Busy as error:
            return conflict(request, error, back=reverse("issued-page", args=[pk]))
    name = f"{paper.get_kind_display()}-{paper.project.code}-第{paper.version}版.docx"
    return docx_answer(file_of(paper), name)


def docx_answer(data: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=TYPES["docx"])
    answer["Content-Disposition"] = content_disposition_header(True, name)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
