"""Pages of documents: their elements, and the files handed in with a paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from flows.desk.actions import one_move
from flows.desk.facts import address_of
from flows.desk.pages import conflict, crumbs_of, find_paper
from flows.desk.panels import ENCLOSE, EVERY
from flows.engine import gate, registry
from flows.engine.findings import Busy, Finding, NotYours, Refused, Stale
from flows.engine.paper import document_of

from .actions import attach
from .elements import ELEMENTS, DocumentKind, Element, Part
from .filetypes import MAX_SIZE, TYPES, BadFile
from .forms import ElementsForm, in_words
from .models import Attachment, Document

MOST_FILES = 10
PROMISE = ("r2", "r3")  # what the approval makes the baseline of everything later


def documents_panel(paper: Any, user: Any) -> dict[str, Any]:
    """For every paper: the elements of the project's documents, and the paper's files."""
    kind = type(paper).__name__
    document = document_of(paper)
    found: dict[str, Any] = {
        "attachments": files_of(Attachment.objects.filter(paper=kind, paper_id=paper.pk)),
        "attach_url": reverse("attach", args=[kind, paper.pk]),
        "elements_url": reverse("elements", args=[kind, paper.pk]) if document else "",
    }
    if paper.DOCUMENT:
        found["comparison"] = comparison(list(Document.objects.filter(project=paper.project)))
    return found


EVERY.append(documents_panel)


def enclose(paper: Any, user: Any, upload: Any) -> Attachment:
    """Keep a file that comes with a decision; what cannot be kept refuses the decision."""
    try:
        if upload.size > MAX_SIZE:
            raise BadFile(f"“{upload.name}”超过 {MAX_SIZE // 2**20} MB。")
        return attach(paper, by=user, name=upload.name, content=upload.read())
    except BadFile as error:
        cure = "请换成 pdf、jpg、png、xlsx、docx 文件后重新选择。"
        raise Refused([Finding("BAD_FILE", str(error), cure=cure)]) from error


ENCLOSE.append(enclose)


def files_of(rows: Any) -> list[dict[str, Any]]:
    return [
        {
            "name": row.name,
            "url": reverse("attachment", args=[row.pk]),
            "size": row.size,
            "by": row.added_by,
            "at": row.added_at,
            "hash": row.sha256,
            "kind": row.kind or (row.seat.step_label if row.seat else ""),
        }
        for row in rows.select_related("added_by", "seat").order_by("-id")[:50]
    ]


def comparison(documents: list[Document]) -> dict[str, Any]:
    """The documents side by side, one row a part: ``main`` is the promise and what needs
    attention (unsaid, or not the same everywhere), ``rest`` everything else."""
    order = list(DocumentKind)
    documents = sorted((d for d in documents if d.elements), key=lambda d: order.index(d.kind))
    rows = [
        row
        for element in ELEMENTS.values()
        for part in element.parts
        if (row := _compared(element, part, documents)) is not None
    ]
    main = [row for row in rows if row["key"] in PROMISE or row["differs"] or row["missing"]]
    return {
        "heads": [d.get_kind_display() for d in documents],
        "rows": rows,
        "main": main,
        "rest": [row for row in rows if row not in main],
        "differing": sum(row["differs"] for row in rows),
        "missing": sum(row["missing"] for row in rows),
    }


def _compared(element: Element, part: Part, documents: list[Document]) -> dict[str, Any] | None:
    """One part in every document; None where no document has to state it."""
    cells = []
    for document in documents:
        value = document.part(element.key, part.name)
        wanted = document.kind in element.wanted_in
        cells.append(
            {
                "kind": document.get_kind_display(),
                "value": in_words(part, value),
                "missing": wanted and part.required and value in (None, "", []),
            }
        )
    said = {cell["value"] for cell in cells if cell["value"] != "—"}
    missing = any(cell["missing"] for cell in cells)
    if not said and not missing:
        return None
    return {
        "key": element.key,
        "label": part.label,
        "cells": cells,
        "differs": len(said) > 1,
        "missing": missing,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def elements_page(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The 以工代赈 elements of the document that lies with a paper on my desk."""
    paper = find_paper(request.user, kind, pk)
    document = document_of(paper)
    if document is None or not registry.desk.has_seat(paper, request.user):
        messages.warning(request, "当前环节没有需要您填写的以工代赈要素。")
        return redirect(address_of(paper))
    others = list(Document.objects.filter(project=paper.project).exclude(pk=document.pk))
    form = ElementsForm(document, others, request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _fill(request, paper, form)
    title = f"{document.get_kind_display()}：以工代赈要素"
    return render(
        request,
        "documents/elements.html",
        {
            "form": form,
            "groups": form.groups(),
            "paper": paper,
            "document": document,
            "title": title,
            "expect": request.POST.get("expect") or paper.version,
            "crumbs": crumbs_of(paper, "以工代赈要素"),
            "back": address_of(paper),
            "simulated_at": paper.chain.simulated_at,
        },
        status=422 if request.method == "POST" else 200,
    )


def _fill(request: HttpRequest, paper: Any, form: ElementsForm) -> HttpResponse:
    seen = request.POST.get("expect", "")
    expect = int(seen) if seen.isdecimal() and len(seen) < 10 else -1
    try:
        with one_move(paper.chain):
            gate.fill(paper, by=request.user, elements=form.said(), expect=expect)
    except (Stale, Busy, NotYours) as error:
        kept = [{"label": str(f.label), "value": str(f.value())} for f in form if f.value()]
        return conflict(request, error, back=address_of(paper), kept=kept)
    messages.success(request, "要素已保存。仍缺的要素见下方“判定”。")
    return redirect(address_of(paper))


@require_POST
def attach_files(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Hand in files with a paper that lies on my desk. A bad file is refused, the others stay."""
    paper = find_paper(request.user, kind, pk)
    files = request.FILES.getlist("files")
    if not files:
        messages.warning(request, "请先选择文件。")
    for file in files[:MOST_FILES]:
        try:
            # The size is asked before the content is read: a huge file never enters memory.
            content = file.read() if file.size <= MAX_SIZE else b"\0" * (MAX_SIZE + 1)
            with one_move(paper.chain):
                attach(paper, by=request.user, name=file.name, content=content)
        except BadFile as error:
            messages.error(request, f"“{file.name[:40]}”未接收：{error}")
        except NotYours as error:
            messages.error(request, str(error))
            break
        except (Stale, Busy) as error:
            return conflict(request, error, back=address_of(paper))
        else:
            messages.success(request, f"附件“{file.name[:40]}”已上传。")
    if len(files) > MOST_FILES:
        messages.warning(request, f"一次最多上传 {MOST_FILES} 个文件，其余未接收。")
    return redirect(f"{address_of(paper)}#files")


@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """A file as download, never as a page of ours; 404 outside one's scope."""
    row = Attachment.objects.visible_to(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    kind = row.file.name.rsplit(".", 1)[-1]
    answer = FileResponse(
        row.file.open("rb"),
        as_attachment=True,
        filename=row.name,
        content_type=TYPES.get(kind, "application/octet-stream"),
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
