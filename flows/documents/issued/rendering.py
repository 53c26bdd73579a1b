"""Fill a template in: as .docx (the same bytes every time) and as blocks for the print page.

Templates are data, never programs: a sandbox without functions, filters of ours only, nothing but
the fields of the kind, every value escaped.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment

from .archive import FIXED, settled
from .layouts.blocks import Break, Each, Layout, Table, Text

NOT_XML = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
FILTERS = ("default", "length", "join", "replace", "trim")


class _Sandbox(SandboxedEnvironment):
    """Nothing that could grow without end: no ``"a" * 10**9``, no functions."""

    intercepted_binops = frozenset(("*", "**", "%", "+", "//"))

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        raise SecurityError(f"模板里不能计算（{operator}）")

    def is_safe_callable(self, obj: Any) -> bool:
        return False


def sandbox(escape: bool = True) -> SandboxedEnvironment:
    """A fresh environment; docxtpl and the page each fill in through one."""
    found = _Sandbox(autoescape=escape, undefined=StrictUndefined)
    found.globals.clear()
    found.filters = {name: found.filters[name] for name in (*FILTERS, "e", "escape")}
    return found


def clean(value: Any) -> Any:
    """The content without signs that no XML may hold; None becomes ""."""
    if isinstance(value, dict):
        return {key: clean(each) for key, each in value.items()}
    if isinstance(value, list):
        return [clean(each) for each in value]
    return NOT_XML.sub("", "" if value is None else str(value))


def content_hash(content: dict[str, Any], template_sha256: str) -> str:
    """Hex SHA-256 over the canonical JSON of the data and the template it is written with."""
    said = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{said}\n{template_sha256}".encode()).hexdigest()


def stamped(content: dict[str, Any], version: int, digest: str) -> dict[str, Any]:
    """The content with the two fields that are known only now."""
    return {**content, "版次": f"第{version}版", "校验码": digest[:16]}


def docx_of(template: bytes, content: dict[str, Any], marks: dict[str, str]) -> bytes:
    """The paper as .docx, ``marks`` as its custom properties; equal input gives equal bytes.

    Raises jinja2's errors where the template asks for what there is not.
    """
    file = DocxTemplate(io.BytesIO(template))
    file.render(content, sandbox(), autoescape=True)
    props = file.docx.core_properties
    props.created = props.modified = FIXED
    props.last_modified_by, props.revision = "", 1
    out = io.BytesIO()
    file.save(out)
    return settled(out.getvalue(), marks)


def page_of(layout: Layout, content: dict[str, Any]) -> list[dict[str, Any]]:
    """The same paper for the print page: ``[{"style", "text"} | {"table": …}]``, plain text."""
    env = sandbox(escape=False)
    found: list[dict[str, Any]] = []
    for block in layout.blocks:
        if isinstance(block, Break):
            found.append({"style": "break", "text": ""})
        elif isinstance(block, Table):
            found.append(_rows(block, content, env))
        elif isinstance(block, Each):
            text = env.from_string(block.text)
            found += [
                {"style": block.style, "text": text.render(行=row)} for row in content[block.rows]
            ]
        elif isinstance(block, Text) and (not block.when or content[block.when]):
            found.append(
                {"style": block.style, "text": env.from_string(block.text).render(content)}
            )
    return found


def _rows(block: Table, content: dict[str, Any], env: SandboxedEnvironment) -> dict[str, Any]:
    return {
        "table": [
            [(row[column.name], column.align) for column in block.columns]
            for row in content[block.rows]
        ],
        "columns": block.columns,
        "total": env.from_string(block.total).render(content) if block.total else "",
    }
