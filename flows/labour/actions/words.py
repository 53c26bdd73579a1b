"""Headings as an organisation's own people write them: learned once, understood from then on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from flows.engine.findings import Finding, NotYours, Refused
from flows.engine.unit import work
from flows.orgs.models import Organization
from flows.projects.models import Project
from flows.sheets.cleaning import heading_key
from flows.sheets.vocabulary import LABELS, SYNONYMS, Learned

from ..models import HeadingWord

LONGEST = 60


def words_of(project: Project) -> Learned:
    """What the people of the project's contractor and owner have said of their headings; where
    both have, the contractor's word counts."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    bodies = {project.owner_id, project.contractor_id} - {None}
    words = HeadingWord.objects.filter(organization__in=bodies)
    for word in sorted(words, key=lambda word: word.organization_id == project.contractor_id):
        found[word.kind][word.key] = word.field
    return found


def learn(project: Project, kind: str, said: Mapping[str, str], *, by: Any) -> list[HeadingWord]:
    """Remember for ``by``'s organisation that in sheets of ``kind`` these headings mean these
    fields: {heading: field}. Raises NotYours, Refused."""
    body = _body(project, by)
    if wrong := list(_faults(kind, said)):
        raise Refused(wrong)
    with work(project.chain, by) as unit:
        made = [
            HeadingWord.objects.update_or_create(
                organization=body, kind=kind, key=heading_key(heading),
                defaults={"field": field, "by": by, "at": unit.now},
            )[0]
            for heading, field in said.items()
        ]  # fmt: skip
        unit.record(
            None, "import", "learn_heading", "记住表头写法",
            payload={"kind": kind, "words": {word.key: word.field for word in made}},
        )  # fmt: skip
    return made


def _body(project: Project, by: Any) -> Organization:
    """In whose name ``by`` hands in: his contractor's before his owner's."""
    posts = {post.organization_id: post.organization for post in by.posts}
    for body in (project.contractor_id, project.owner_id):
        if body in posts:
            return posts[body]
    raise NotYours("表头写法由本项目施工单位或业主单位的人员设定。")


def _faults(kind: str, said: Mapping[str, str]) -> Iterable[Finding]:
    cure = "每一列只能有一种含义；已经认得的表头不用再说。"
    known = {key for keys in SYNONYMS[kind].values() for key in keys} if kind in SYNONYMS else set()
    if not said:
        yield Finding(
            "WORD_MISSING", "还没有选这一列是什么。", "", "在不认识的表头后面选它的含义。"
        )
    for heading, field in said.items():
        key = heading_key(heading)
        if field not in LABELS.get(kind, {}) or not key or len(key) > LONGEST:
            yield Finding("WORD_WRONG", f"“{heading}”不能这样记。", "", cure)
        elif key in known:
            yield Finding("WORD_KNOWN", f"“{heading}”已有固定含义，不能改。", "", cure)
    fields = list(said.values())
    for field in sorted({field for field in fields if fields.count(field) > 1}):
        label = LABELS.get(kind, {}).get(field, field)
        yield Finding("WORD_DOUBLE", f"有两列都说成“{label}”，只能有一列。", "", cure)


def words_for(user: Any) -> Any:
    """The words of ``user``'s organisations."""
    bodies = {post.organization_id for post in user.posts}
    return HeadingWord.objects.filter(organization__in=bodies).select_related("organization", "by")


def forget(word: HeadingWord, *, by: Any) -> None:
    """Take a learned word back. Files handed in stay as they are. Raises NotYours."""
    if not any(post.organization_id == word.organization_id for post in by.posts):
        raise NotYours("只能删除本单位的表头写法。")
    word.delete()
