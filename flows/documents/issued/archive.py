"""A .docx as an archive: the same parts give the same bytes, marked with what it is."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

FIXED = dt.datetime(2026, 1, 1)  # a file's own dates would make two equal papers differ
CUSTOM = "docProps/custom.xml"
FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"


def parts_of(data: bytes) -> dict[str, bytes]:
    """What is in the archive, by name. Raises zipfile.BadZipFile."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def settled(data: bytes, marks: dict[str, str]) -> bytes:
    """The archive with its parts in one order, one date, marked."""
    parts = parts_of(data)
    if CUSTOM not in parts:
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
            b"</Types>", f'<Override PartName="/{CUSTOM}" ContentType="{TYPE}"/></Types>'.encode()
        )
        parts["_rels/.rels"] = parts["_rels/.rels"].replace(
            b"</Relationships>",
            f'<Relationship Id="ygdz" Type="{RELATION}" Target="{CUSTOM}"/></Relationships>'.encode(),
        )
    parts[CUSTOM] = _custom(marks)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 0, 0
            archive.writestr(entry, parts[name], zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()


def _custom(marks: dict[str, str]) -> bytes:
    rows = "".join(
        f'<property fmtid="{FORMAT}" pid="{pid}" name="{name}"><vt:lpwstr>{value}</vt:lpwstr></property>'
        for pid, (name, value) in enumerate(sorted(marks.items()), start=2)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        f"{rows}</Properties>"
    ).encode()
