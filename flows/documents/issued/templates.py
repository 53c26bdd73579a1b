"""Which template a paper is written with, and the check of one that a district hands in."""

from __future__ import annotations

import hashlib
import io
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import TemplateError
from jinja2.exceptions import SecurityError, TemplateSyntaxError, UndefinedError
from lxml.etree import XMLSyntaxError

from flows.engine.findings import Finding, Refused

from ..filetypes import BadFile, kind_of
from ..models import DocumentTemplate
from .layouts import LAYOUTS
from .rendering import docx_of, sandbox

FOLDER = Path(__file__).parents[1] / "templates_docx"
MAX_TEMPLATE = 5 * 2**20
MAX_UNPACKED = 30 * 2**20
CURE = "用系统模板改版式：保留 {{ }} 里的文字，改字体、版头和固定文字。"


@cache
def builtin(kind: str) -> bytes:
    """The house's own template."""
    return (FOLDER / f"{kind}.docx").read_bytes()


def latest(kind: str, district: str) -> DocumentTemplate | None:
    """What the district handed in last; None where the house's own is used."""
    found = DocumentTemplate.objects.filter(kind=kind, district=district)
    return found.order_by("-id").first()


def in_force(kind: str, district: str, *, at: Any) -> DocumentTemplate:
    """The template of ``kind`` in ``district``; the house's own becomes a row when first used."""
    found = latest(kind, district)
    if found is not None:
        return found
    content = builtin(kind)
    digest = hashlib.sha256(content).hexdigest()
    kept = DocumentTemplate.objects.filter(kind=kind, district="", sha256=digest).first()
    return kept or DocumentTemplate.objects.create(
        kind=kind, district="", name=f"{kind}.docx", content=content, sha256=digest, at=at
    )


def sha_in_force(kind: str, district: str) -> str:
    """Its hash, without keeping anything."""
    found = latest(kind, district)
    return found.sha256 if found else hashlib.sha256(builtin(kind)).hexdigest()


def check(kind: str, name: str, content: bytes) -> None:
    """Raises Refused saying what of a template handed in is unknown, dangerous or broken.

    It is filled in with something in every place; nothing of it is ever executed.
    """
    try:
        _package(name, content)
        _known(kind, content)
        docx_of(content, LAYOUTS[kind].sample(), {})
    except BadFile as error:
        raise _refused("TEMPLATE_FILE", str(error)) from error
    except SecurityError as error:
        raise _refused("TEMPLATE_UNSAFE", f"模板含有不允许的写法：{error}。") from error
    except UndefinedError as error:
        raise _refused("TEMPLATE_UNKNOWN", f"模板用了表格里没有的列：{error}。") from error
    except TemplateSyntaxError as error:
        raise _refused("TEMPLATE_SYNTAX", f"占位符写法有误：{error.message}。") from error
    except (TemplateError, PackageNotFoundError, XMLSyntaxError, ValueError, KeyError) as error:
        raise _refused("TEMPLATE_BROKEN", "模板不能套用，文件可能已损坏。") from error


def _refused(code: str, message: str) -> Refused:
    return Refused([Finding(code, message, "党政机关公文格式（GB/T 9704）", CURE)])


def _package(name: str, content: bytes) -> None:
    if len(content) > MAX_TEMPLATE:
        raise BadFile("模板不能超过 5 MB。")
    if kind_of(name, content) != "docx":
        raise BadFile("模板只收 docx 文件。")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
            raise BadFile("模板展开后过大。")
        relations = [each for each in archive.namelist() if each.endswith(".rels")]
        # A linked template or picture would call home from every official's desk.
        if any(b'TargetMode="External"' in archive.read(each) for each in relations):
            raise BadFile("模板引用了外部文件或网址，请改为内嵌。")
        if any("embeddings/" in each or "activex" in each.lower() for each in archive.namelist()):
            raise BadFile("模板含有嵌入对象。")


def _known(kind: str, content: bytes) -> None:
    asked = DocxTemplate(io.BytesIO(content)).get_undeclared_template_variables(sandbox())
    unknown = sorted(asked - set(LAYOUTS[kind].known))
    if unknown:
        names = "、".join(unknown)
        raise _refused("TEMPLATE_UNKNOWN", f"模板中有不认识的占位符：{names}。")
    if "校验码" not in asked:
        raise _refused("TEMPLATE_NO_STAMP", "模板缺少占位符“校验码”，签发后无法核验。")
