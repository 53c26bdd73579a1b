"""Issue a paper: from the facts as they stand, once for the same facts, recorded with its hash."""

from __future__ import annotations

from typing import Any

from flows.engine.findings import Finding, NotYours, Refused, Terms
from flows.engine.unit import Unit, work
from flows.projects.posts import held

from ..models import IssuedPaper
from . import sources
from .layouts import LAYOUTS
from .rendering import clean, content_hash, docx_of, stamped
from .sources import Draft, Source
from .templates import in_force


def drafts(source: Source, project: Any, terms: Terms, pk: int | None = None) -> list[Draft]:
    """The drafts of ``source`` with all findings: the room's own, and the fields left empty."""
    layout = LAYOUTS[source.kind]
    found = []
    for draft in source.gather(project, terms, pk):
        content = clean(draft.content)
        empty = [
            Finding(
                "FIELD_MISSING",
                f"{source.kind.label}缺少“{need.field}”，不能签发。",
                need.basis,
                need.cure,
            )
            for need in layout.unsaid(content)
        ]
        found.append(Draft(draft.paper, draft.title, content, [*draft.findings, *empty]))
    return found


def may_issue(source: Source, paper: Any, user: Any) -> bool:
    """``user`` holds a post of the body that signs this paper."""
    return held(source.posts)(paper, user)


def issue(project: Any, kind: str, pk: int, *, by: Any) -> IssuedPaper:
    """Issue the paper of ``kind`` about the row ``pk``. Where nothing has changed since the last
    version that one is returned and nothing happens. Raises NotYours, Refused, Busy."""
    source = sources.source_of(kind)
    with work(project.chain, by) as unit:
        project = unit.current(project)
        found = drafts(source, project, unit.terms, pk)
        if not found:
            raise Refused([Finding("NOTHING_TO_ISSUE", "没有这件事项，不能签发。")])
        draft = found[0]
        if not may_issue(source, draft.paper, by):
            raise NotYours(f"{source.kind.label}由签发单位的人员签发。")
        if blocking := [finding for finding in draft.findings if finding.blocks]:
            raise Refused(blocking)
        return _version(unit, project, source, draft)


def _version(unit: Unit, project: Any, source: Source, draft: Draft) -> IssuedPaper:
    template = in_force(source.kind, project.district, at=unit.now)
    digest = content_hash(draft.content, template.sha256)
    last = versions(source.kind, draft.paper.pk).first()
    if last is not None and last.content_sha256 == digest:
        return last
    row: IssuedPaper = unit.create(
        IssuedPaper(
            project=project, kind=source.kind, paper=type(draft.paper).__name__,
            paper_id=draft.paper.pk, number=draft.content["文号"][:80],
            version=last.version + 1 if last else 1, content=draft.content, content_sha256=digest,
            template=template, issued_at=unit.now, by=unit.by,
        )
    )  # fmt: skip
    unit.record(
        row, "issue", "issue", f"签发{source.kind.label}第 {row.version} 版",
        payload={
            "kind": str(source.kind), "number": row.number, "version": row.version,
            "content_sha256": digest, "template_sha256": template.sha256,
        },
    )  # fmt: skip
    return row


def versions(kind: str, pk: int) -> Any:
    """What was issued about one paper, the latest first."""
    return IssuedPaper.objects.filter(kind=kind, paper_id=pk).order_by("-version")


def file_of(issued: IssuedPaper) -> bytes:
    """The .docx of a version, written again: always the same bytes."""
    content = stamped(issued.content, issued.version, issued.content_sha256)
    return docx_of(bytes(issued.template.content), content, marks_of(issued))


def marks_of(issued: IssuedPaper) -> dict[str, str]:
    """The custom properties by which ``verify_trail`` knows the file again."""
    return {
        "ygdz_sha256": issued.content_sha256,
        "ygdz_version": str(issued.version),
        "ygdz_project": issued.project.code,
    }


def record_export(issued: IssuedPaper, *, by: Any) -> None:
    """A file with people's names leaves the house."""
    with work(issued.project.chain, by) as unit:
        unit.record(
            issued, "export", "download", f"下载{issued.get_kind_display()}",
            payload={"version": issued.version, "content_sha256": issued.content_sha256},
        )  # fmt: skip
