"""Is this file what was issued? Its mark against the trail, its words against a fresh copy."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml.etree import XMLSyntaxError

from flows.audit.models import Entry

from ..filetypes import BadFile, kind_of
from ..models import IssuedPaper
from .actions import file_of
from .archive import CUSTOM, parts_of
from .rendering import content_hash

MARK = re.compile(rb'name="ygdz_(\w+)"[^>]*>\s*<[\w:]*lpwstr>([^<]*)<')
PRINTED = re.compile(r"第(\d+)版　校验码 ([0-9a-f]{16})")
BODY, STYLES = "word/document.xml", "word/styles.xml"
MARGIN = re.compile(r"word/(header|footer|footnotes|endnotes)\d*\.xml")
# What changes a meaning and leaves the words: hidden, struck, tracked, drawn over.
TRICKS = ("vanish", "strike", "dstrike", "del", "ins", "drawing", "pict", "object", "txbxContent")
SHOWN = 60


@dataclass(frozen=True)
class Compared:
    """``accepted`` or what differs: ``place`` and the words there, as issued and as in the file."""

    accepted: bool
    said: str
    title: str = ""
    place: str = ""
    issued: str = ""
    found: str = ""


def compare(project: Any, data: bytes) -> Compared:
    """The verdict on a .docx that is said to be a paper of ``project``."""
    try:
        kind_of("file.docx", data)
        parts = parts_of(data)
        paper = _named(project, parts)
        if isinstance(paper, str):
            return Compared(False, paper)
        if fault := _kept(paper):
            return Compared(False, fault, paper.title)
        return _beside(paper, parts)
    except (BadFile, zipfile.BadZipFile, XMLSyntaxError, KeyError):
        return Compared(False, "不是可以读的 docx 文件")


def _named(project: Any, parts: dict[str, bytes]) -> IssuedPaper | str:
    """The version that the file says it is: by its properties, else by what its foot prints."""
    marks = {name.decode(): value.decode() for name, value in MARK.findall(parts.get(CUSTOM, b""))}
    digest, version = marks.get("sha256", ""), marks.get("version", "")
    if not digest:
        printed = PRINTED.search("\n".join(text for _, text in lines(parts)))
        if printed is None:
            return "文件没有校验码，不是本系统签发的文书，或校验码已被删去"
        version, digest = printed.groups()
    rows = IssuedPaper.objects.filter(project=project, content_sha256__startswith=digest)
    found = rows.select_related("project", "template").filter(version=int(version or 0)).first()
    return found or f"该项目没有签发过校验码为 {digest[:16]}、第 {version} 版的文书"


def _kept(paper: IssuedPaper) -> str:
    """What of the kept version is not what the trail says; "" where all agrees."""
    payload = (
        Entry.objects.filter(
            chain=paper.project.chain_id, kind="issue", paper="IssuedPaper", paper_id=paper.pk
        )
        .values_list("payload", flat=True)
        .first()
    )
    said = (payload or {}).get("content_sha256")
    if said != paper.content_sha256:
        return "留痕中没有这一版的签发记录，或哈希不符"
    if content_hash(paper.content, paper.template.sha256) != said:
        return "系统中保存的内容与留痕中的哈希不符"
    return ""


def _beside(paper: IssuedPaper, parts: dict[str, bytes]) -> Compared:
    fresh = parts_of(file_of(paper))
    if fresh == parts:
        return Compared(True, "与签发时完全一致", paper.title)
    for here, there in zip_longest(lines(fresh), lines(parts), fillvalue=("", "")):
        if here[1] != there[1]:
            place = here[0] or there[0]
            said = f"{place}与签发时不同"
            return Compared(False, said, paper.title, place, _short(here[1]), _short(there[1]))
    if tricks(fresh) != tricks(parts):
        said = "文字相同，但有隐藏、删除线、修订、图片或颜色的改动"
        return Compared(False, said, paper.title, "格式")
    return Compared(True, "文字与签发时一致，文件曾另存", paper.title)


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def lines(parts: dict[str, bytes]) -> list[tuple[str, str]]:
    """(where, text) of every paragraph in the order of reading; headers and footers last, each
    text once, as Word numbers their files anew."""
    found = list(_body(parse_xml(parts[BODY])))
    margins = {
        _text(each)
        for name in parts
        if MARGIN.fullmatch(name)
        for each in parse_xml(parts[name]).iter(qn("w:p"))
    }
    return found + [("页眉页脚", text) for text in sorted(margins) if text.strip()]


def _body(root: Any) -> Iterator[tuple[str, str]]:
    paragraphs = tables = 0
    for block in root[0]:
        if block.tag == qn("w:tbl"):
            tables += 1
            for at, row in enumerate(block.iter(qn("w:tr")), start=1):
                for column, cell in enumerate(row.iter(qn("w:tc")), start=1):
                    yield f"第 {tables} 表第 {at} 行第 {column} 列", _text(cell)
        elif (text := _text(block)).strip():
            paragraphs += 1
            yield f"第 {paragraphs} 段", text


def _text(element: Any) -> str:
    """The words of an element as they are read; a field's code is none."""
    return "".join(
        each.text or "" if each.tag == qn("w:t") else "\n"
        for each in element.iter(qn("w:t"), qn("w:br"))
        if each.tag == qn("w:t") or each.get(qn("w:type")) is None
    )


def tricks(parts: dict[str, bytes]) -> tuple[Counter[str], frozenset[str]]:
    """How often each of TRICKS stands in text and styles, and the colours of the text."""
    counted: Counter[str] = Counter()
    root = parse_xml(parts[BODY])
    for tree in (root, parse_xml(parts[STYLES])):
        counted.update(each for each in TRICKS for _ in tree.iter(qn(f"w:{each}")))
    colours = (each.get(qn("w:val")) or "" for each in root.iter(qn("w:color")))
    return counted, frozenset(colour.upper() for colour in colours)
