"""抄送: lay a paper before somebody to be read. It widens nobody's scope."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .models import Copy


def copy_to(unit: Any, paper: Any, people: Iterable[Any], *, note: str = "") -> list[Any]:
    """Lay ``paper`` before those of ``people`` who may see it and have not got it; returns them."""
    project, kind = paper.project, type(paper).__name__
    known = set(
        Copy.objects.filter(paper=kind, paper_id=paper.pk).values_list("recipient_id", flat=True)
    )
    reached = []
    for person in dict.fromkeys(people):
        if person.pk in known or person == unit.by or not sees(person, paper):
            continue
        _keep(unit, paper, person, note)
        unit.tell(
            person,
            f"copy:{kind}:{paper.pk}:{person.pk}",
            f"抄送：{project.name} · {paper.title}",
            note or f"{unit.by}抄送给您，请阅知。",
            f"/papers/{kind}/{paper.pk}/",
            kind="copy",
        )
        reached.append(person)
    return reached


def _keep(unit: Any, paper: Any, person: Any, note: str) -> None:
    project = paper.project
    Copy.objects.create(
        chain=unit.chain,
        paper=type(paper).__name__,
        paper_id=paper.pk,
        paper_title=paper.title,
        project_name=project.name,
        project_code=project.code,
        district=project.district,
        recipient=person,
        by=unit.by,
        note=note,
        sent_at=unit.now,
    )


def sees(person: Any, paper: Any) -> bool:
    """Whether ``paper`` lies in ``person``'s scope."""
    return bool(type(paper).objects.visible_to(person).filter(pk=paper.pk).exists())
