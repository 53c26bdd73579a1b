"""What a file is, told by its content: the name and the browser are only claims.

Taken: pdf, jpg, png, xlsx, docx. A file that is two things at once (a picture with an archive or a
page behind it) is refused, because another program may read its other half.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePath

from PIL import Image

MAX_SIZE = 20 * 1024 * 1024
TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
ALIASES = {"jpeg": "jpg"}
ACTIVE = (b"<script", b"<html", b"<svg", b"<?php", b"<!doctype")
PARTS = {"xlsx": "xl/workbook.xml", "docx": "word/document.xml"}
MOST_PARTS = 2000


class BadFile(Exception):
    """文件不能作为附件：类型、大小或内容不符合要求。"""


def kind_of(name: str, content: bytes) -> str:
    """``pdf``, ``jpg``, ``png``, ``xlsx`` or ``docx``. Raises :class:`BadFile` saying why not."""
    claimed = PurePath(name).suffix.lower().lstrip(".")
    claimed = ALIASES.get(claimed, claimed)
    if claimed not in TYPES:
        raise BadFile("附件只收 pdf、jpg、png、xlsx、docx 文件。")
    if not content:
        raise BadFile("文件是空的。")
    if len(content) > MAX_SIZE:
        raise BadFile("附件不能超过 20 MB。")
    if _found(content) != claimed:
        raise BadFile(f"文件名是 {claimed}，内容却不是，请用原来的程序另存后再上传。")
    return claimed


def _found(content: bytes) -> str:
    """The one thing that ``content`` is; "" for anything else and for two things at once."""
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    if zipfile.is_zipfile(io.BytesIO(content)):
        return ""
    if content.startswith(b"%PDF-"):
        return "pdf" if b"%%EOF" in content[-2048:] else ""
    if b"%PDF-" in content[:1024] or any(sign in content.lower() for sign in ACTIVE):
        return ""
    return _picture(content)


def _picture(content: bytes) -> str:
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
            kind = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png"}.get(picture.format or "", "")
            picture.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return ""
    return kind


def _office(content: bytes) -> str:
    """xlsx or docx without macros: the parts say it, nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {entry.filename.lower() for entry in archive.infolist()}
    except (zipfile.BadZipFile, ValueError, OSError):
        return ""
    if "[content_types].xml" not in names or len(names) > MOST_PARTS:
        return ""
    if any(name.endswith(("vbaproject.bin", ".exe", ".js", ".html")) for name in names):
        return ""
    return next((kind for kind, part in PARTS.items() if part in names), "")
