"""文书模板: the system administrator hands in his district's own; checked before it counts."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib import messages
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from flows.engine import clock
from flows.engine.findings import Finding, Refused
from flows.orgs.kinds import CITY, DISTRICTS, PostCode

from ..models import DocumentTemplate
from .layouts import LAYOUTS
from .templates import MAX_TEMPLATE, builtin, check, latest
from .views import docx_answer


def districts_of(user: Any) -> dict[str, str]:
    """The districts whose templates ``user`` keeps: his office's own, all of them for the city."""
    kept = [p.organization.district for p in user.posts if p.code == PostCode.ADMIN_SYSTEM]
    if not kept:
        raise Http404
    return DISTRICTS if CITY in kept else {each: DISTRICTS[each] for each in kept}


def replace_template(kind: str, district: str, name: str, content: bytes, *, by: Any) -> Any:
    """Keep ``content`` as the template of ``kind`` in ``district``. Raises Refused (templates.check)."""
    check(kind, name, content)
    row = DocumentTemplate.objects.create(
        kind=kind, district=district, name=name[-200:], content=content,
        sha256=hashlib.sha256(content).hexdigest(), at=clock.now(), by=by,
    )  # fmt: skip
    LogEntry.objects.create(
        user=by, content_type=ContentType.objects.get_for_model(row), object_id=row.pk,
        object_repr=str(row)[:200], action_flag=ADDITION, change_message=f"换用模板 {row.sha256}",
    )  # fmt: skip
    return row


@require_http_methods(["GET", "HEAD", "POST"])
def templates_page(request: HttpRequest) -> HttpResponse:
    """Every kind with its template per district; for anybody else this page does not exist."""
    districts, findings = districts_of(request.user), []
    district = request.POST.get("district") or request.GET.get("district") or next(iter(districts))
    if district not in districts:
        raise Http404
    if request.method == "POST":
        try:
            row = _taken(request, district)
        except Refused as refused:
            findings = refused.findings
        else:
            messages.success(request, f"{row}已换用，此后签发的文书按新模板出文。")
            return redirect(f"{reverse('paper-templates')}?district={district}")
    rows = [
        {"kind": kind, "label": layout.kind.label, "own": latest(kind, district),
         "known": "、".join(layout.known)}
        for kind, layout in LAYOUTS.items()
    ]  # fmt: skip
    crumbs = [{"label": "后台管理", "href": reverse("admin:index")}, {"label": "文书模板"}]
    return render(request, "documents/templates.html", {
        "rows": rows, "districts": districts.items(), "district": district, "findings": findings,
        "crumbs": crumbs,
    }, status=422 if findings else 200)  # fmt: skip


def _taken(request: HttpRequest, district: str) -> Any:
    kind, file = request.POST.get("what", ""), request.FILES.get("file")
    if kind not in LAYOUTS or file is None:
        raise Refused([Finding("TEMPLATE_FILE", "请选择文种和 docx 文件。")])
    content = file.read() if file.size <= MAX_TEMPLATE else b"\0" * (MAX_TEMPLATE + 1)
    return replace_template(kind, district, file.name, content, by=request.user)


@require_safe
def template_file(request: HttpRequest, what: str) -> HttpResponse:
    """The house's own template, to be changed in Word."""
    districts_of(request.user)
    if what not in LAYOUTS:
        raise Http404
    return docx_answer(builtin(what), f"{LAYOUTS[what].kind.label}模板.docx")
