"""Most worksheets hide nothing: for them a few searches over the bytes say what walking would say.

:func:`glance` is sure or says nothing. Whatever could be read in two ways (quotes, entities, comments,
prefixes, formulas, merged or hidden cells, cells without an address) is left to the walk of scan.py.
"""

from __future__ import annotations

import re
from xml.parsers import expat

_ODD = (b"<!", b"'", b"hidden=", b"<mergeCell", b't="e"', b" =", b"= ")
_FORMULA = re.compile(rb"<f[>\s/]")
_BLANKS = (b"\t", b"\n", b"\r")  # between tags they are nothing; around "=" they hide a word
_ODD_BLANKS = tuple(sign for blank in _BLANKS for sign in (blank + b"=", b"=" + blank))
# A number for a sign is plain text between tags (openpyxl writes 姓 so); in an attribute it may be
# any of the words above.
_ENCODED = re.compile(rb'="[^"]*&#')
_PREFIXED = re.compile(rb"<[A-Za-z0-9_.-]+:")
# A cell that is not plainly addressed within four digits of rows and the columns up to CB (80).
_FAR = re.compile(rb'<c(?! r="(?:[A-Z]|[AB][A-Z]|C[AB])[0-9]{1,4}"|[a-z])')
_NEAR = (9_999, 80)
_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"')
_ANY_CELL = re.compile(rb"<c[\s/>]")
_SHARED = re.compile(rb'<c [^>]*t="s"[^>]*><v>([0-9]{1,9})</v>')


def glance(content: bytes, lengths: list[int], longest: int) -> tuple[int, int, int] | None:
    """(rows, columns, most characters of text) of a worksheet in which nothing is odd, else None.

    ``lengths`` are those of the shared strings, none of which may be above ``longest``. Rows and
    columns are at least what the walk would find.
    """
    if b"<worksheet" not in content[:300] or _is_odd(content):
        return None
    extent = _NEAR if _FAR.search(content) is None else _extent(content)
    if extent is None or not _well_formed(content):
        return None
    shared = content.count(b't="s"')
    if shared and not _all_there(content, shared, lengths, longest):
        return None
    return *extent, len(content) + shared * max(lengths, default=0)


def _extent(content: bytes) -> tuple[int, int] | None:
    """(rows, columns) up to the furthest address, None where a cell has none."""
    cells = _CELL.findall(content)
    if len(cells) != len(_ANY_CELL.findall(content)):
        return None
    rows = max(map(int, {row for _, row in cells}), default=0)
    columns = max((_number(letters) for letters in {letters for letters, _ in cells}), default=0)
    return rows, columns


def _is_odd(content: bytes) -> bool:
    if any(odd in content for odd in _ODD) or _FORMULA.search(content):
        return True
    blank = any(content.find(sign, 300) > 0 for sign in _BLANKS)
    if any(odd in (content if blank else content[:301]) for odd in _ODD_BLANKS):
        return True
    encoded = b"&#" in content and _ENCODED.search(content)
    colon = content.find(b":", 300) > 0  # where there is none no name has a prefix
    return bool(encoded or _PREFIXED.search(content if colon else content[:600]))


def _all_there(content: bytes, shared: int, lengths: list[int], longest: int) -> bool:
    """Every cell of shared text names a string that there is."""
    named = _SHARED.findall(content)
    return (
        len(named) == shared
        and max(map(int, named)) < len(lengths)
        and max(lengths) <= longest
    )  # fmt: skip


def _well_formed(content: bytes) -> bool:
    try:
        expat.ParserCreate().Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError):
        return False
    return True


def _number(letters: bytes) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column
