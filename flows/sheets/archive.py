"""Opening an xlsx as the hostile zip file it may be: measured before, counted while inflating.

What the measure lets through is packed anew, so the reader behind sees only bytes counted here
and no trick of the directory (lying sizes, two parts of one name, a zip behind a zip).
"""

from __future__ import annotations

import io
import zipfile
import zlib

from flows.sheets.problems import UnreadableFile
from flows.sheets.scan import damaged

MAX_FILE = 20 * 1024 * 1024
MAX_INFLATED = 50 * 1024 * 1024
MAX_PART = 40 * 1024 * 1024
MAX_RATIO = 100
MAX_ENTRIES = 200
_CHUNK = 256 * 1024
_SMALL = 1024 * 1024


def unpack(data: bytes) -> dict[str, bytes]:
    """The XML parts of an xlsx by name. Raises UnreadableFile within bounded memory."""
    if data.count(b"PK\x01\x02") > 4 * MAX_ENTRIES:
        raise _too_many()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _measure(entries, len(data))
            _check_kind({entry.filename.lower() for entry in entries})
            return _inflate(archive, entries)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise damaged() from error
    except (RuntimeError, ValueError, UnicodeError) as error:
        raise damaged() from error


def pack(parts: dict[str, bytes]) -> bytes:
    """A stored (uncompressed) zip of counted parts, for the reader behind."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return packed.getvalue()


def _too_many() -> UnreadableFile:
    return UnreadableFile("ZIP_ENTRIES", f"文件内部件数超过 {MAX_ENTRIES}，不像普通表格，已拒收")


def _too_big() -> UnreadableFile:
    return UnreadableFile("ZIP_BOMB", "文件展开后过大，不像普通表格；请删去多余内容后重新保存")


def _measure(entries: list[zipfile.ZipInfo], packed: int) -> None:
    """Judge by the directory alone, before a byte is inflated."""
    if len(entries) > MAX_ENTRIES:
        raise _too_many()
    total = sum(entry.file_size for entry in entries)
    if total > MAX_INFLATED or any(entry.file_size > MAX_PART for entry in entries):
        raise _too_big()
    if total > _SMALL and total > packed * MAX_RATIO:
        raise _too_big()
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableFile("FILE_ENCRYPTED", "文件已加密，请取消密码后另存为 xlsx 再上传")


def _check_kind(names: set[str]) -> None:
    if any(name.endswith("vbaproject.bin") for name in names):
        raise UnreadableFile("FILE_MACRO", "文件带宏，请另存为不带宏的 xlsx 再上传")
    if "content.xml" in names:
        raise UnreadableFile("FILE_ODS", "这是 ODS 表格，请另存为 xlsx 再上传")
    if "xl/workbook.bin" in names:
        raise UnreadableFile("FILE_XLSB", "这是 xlsb 表格，请另存为 xlsx 再上传")
    if "[content_types].xml" not in names or "xl/workbook.xml" not in names:
        raise UnreadableFile("FILE_MISMATCH", "文件名是 xlsx，内容却不是表格，请另存为 xlsx")


def _inflate(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    seen: set[str] = set()
    spare = MAX_INFLATED
    for entry in entries:
        name = entry.filename.lower()
        if not name.endswith((".xml", ".rels")):
            continue
        if name in seen:
            raise damaged()
        seen.add(name)
        content = _read(archive, entry, min(spare, MAX_PART))
        spare -= len(content)
        parts[entry.filename] = content
        if name == "[content_types].xml" and b"macroEnabled" in content:
            raise UnreadableFile("FILE_MACRO", "文件带宏，请另存为不带宏的 xlsx 再上传")
    return parts


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> bytes:
    content = bytearray()
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            content += chunk
            if len(content) > limit:
                raise _too_big()
    return bytes(content)
