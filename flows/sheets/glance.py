"""Most worksheets hold their rows in one plain shape: one search over the bytes reads what walking would.

:func:`glance` is sure or says nothing. It is sure of rows that fit the grammar below from their first
byte to their last, so that nothing in them can be read in two ways, is an error, or is hidden. What
stands around them (columns, merged cells, a second table) is walked in any case, mostly it is little.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"

# Loops and groups take all or nothing (*+), so a search never goes back: its time is the length of the rows.
# A sign written as a number (openpyxl writes 姓 so) is one that XML allows.
_SIGN = rb"&(?:amp|lt|gt|quot|apos|#(?!5[5-7][0-9]{3};|6553[45];)(?:9|10|13|[3-9][0-9]|[1-9][0-9]{2,4}|1[0-9]{5}));"
_TEXT = (
    rb"[^<>&\x00-\x08\x0b\x0c\x0e-\x1f]*+(?:" + _SIGN + rb"[^<>&\x00-\x08\x0b\x0c\x0e-\x1f]*+)*+"
)
_STYLE = rb'(?: s="[0-9]++")'
_KIND = rb'(?: t="(?:n|s|str|inlineStr|b|d)")'  # "e" is an error: to be told where it stands
_SAID = rb"(?:" + _STYLE + rb"?+" + _KIND + rb"?+|" + _KIND + _STYLE + rb")"
_NAME = rb"[A-Za-z][A-Za-z0-9]*+"
# Not a word about the row's place or that it is hidden, and none said twice (%s: what a search calls it).
_ATTRIBUTE = (
    rb"(?! (?:r|hidden)=)(?! (?P<%s>[^ =<>]++)=[^<>]*? (?P=%s)=)"
    rb" " + _NAME + rb"(?::" + _NAME + rb')?+="[^"<>&\x00-\x1f]*+"'
)
# A formula is read by the value it was given last, and must have one.
_FORMULA = (
    rb"(?:<f(?:"
    + _ATTRIBUTE % (b"f", b"f")
    + rb")*+(?: ?+/>|>"
    + _TEXT
    + rb"</f>)(?=<v>[^<&\s]))?+"
)
_VALUE = _FORMULA + rb"<v>" + _TEXT + rb"</v>"
_STRING = rb'<is><t(?: xml:space="preserve")?+>' + _TEXT + rb"</t></is>"
_INSIDE = rb"(?: ?+/>|>(?:" + _VALUE + rb"|" + _STRING + rb")?+</c>)"
# Addressed in its own row, in one of the first COLUMNS columns.
_CELL = rb'<c r="(?:[A-Z]|[AB][A-Z]|C[AB])(?P=at)"' + _SAID + _INSIDE
_GAP = rb"[\r\n\t ]*+"  # some programs begin a line for every row
_CELLS = rb">" + _GAP + rb"(?:" + _CELL + _GAP + rb")*+</row>"
_ROW = (
    rb'<row r="(?P<at>[0-9]{1,7}+)"(?:'
    + _ATTRIBUTE % (b"row", b"row")
    + rb")*+(?: ?+/>|"
    + _CELLS
    + rb")"
)
_ROWS = re.compile(_GAP + rb"(?:" + _ROW + _GAP + rb")*+")
_NUMBER = re.compile(rb'<row r="([0-9]+)"')
_SHARED = re.compile(rb'<c [^>]*t="s"[^>]*><v>([0-9]{1,9})</v>')
_NO_CHARACTERS = ("\ufffe", "\uffff")

COLUMNS = 80


class Plain(NamedTuple):
    """A worksheet whose rows hold nothing to be told. ``frame`` is the rest of it, to be walked;
    ``rows`` is the number of the last, ``text`` at least as many characters as the cells hold."""

    frame: bytes
    rows: int
    text: int


def glance(content: bytes, lengths: list[int], longest: int) -> Plain | None:
    """What a worksheet with plain rows is, None of any other.

    ``lengths`` are those of the shared strings, none of which may be above ``longest``.
    """
    begin = content.find(_OPEN) + len(_OPEN)
    found = _ROWS.match(content, begin)
    end = found.end() if found and begin >= len(_OPEN) else -1
    if not content.startswith(_CLOSE, end):
        return None
    shared = content.count(b't="s"', begin, end)
    if shared and not _all_there(content, shared, lengths, longest):
        return None
    if not _is_text(content):
        return None
    rows = max(map(int, _NUMBER.findall(content, begin, end)), default=0)
    text = end - begin + shared * max(lengths, default=0)
    return Plain(content[:begin] + content[end:], rows, text)


def _is_text(content: bytes) -> bool:
    """Whether the bytes are signs of UTF-8 that XML allows."""
    if content.isascii():
        return True
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return False
    return not any(sign in text for sign in _NO_CHARACTERS)


def _all_there(content: bytes, shared: int, lengths: list[int], longest: int) -> bool:
    """Every cell of shared text names a string that there is."""
    named = _SHARED.findall(content)
    return (
        len(named) == shared
        and max(map(int, named)) < len(lengths)
        and max(lengths) <= longest
    )  # fmt: skip
