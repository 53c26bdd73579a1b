"""Text as people type it, made comparable: widths, spaces, invisible and reversing signs."""

from __future__ import annotations

import re
import unicodedata

from flows.sheets.problems import CellProblem

_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_REVERSING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd-\uffff\ud800-\udfff]")
_SPACES = re.compile(r"\s+")
_HAN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])")
_AROUND_DOT = re.compile(r"\s*[·•‧∙⋅・･]\s*")
# What most cells are: nothing in it to be tidied.
_PLAIN = re.compile("[0-9A-Za-z./\u4e00-\u9fff-]+")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0).isalnum()}


def clean(value: str) -> str:
    """One line of text: full-width letters and digits narrowed, invisible signs gone.

    A leading apostrophe (Excel's sign for text) goes too. Raises CellProblem TEXT_CONTROL for
    control characters and for marks that turn the reading direction.
    """
    if _PLAIN.fullmatch(value):
        return value
    if _REVERSING.search(value) or _FORBIDDEN.search(value):
        raise CellProblem("TEXT_CONTROL", "含有看不见的控制字符，请删去该格内容后手工重新填写")
    plain = _SPACES.sub(" ", _INVISIBLE.sub("", value)).strip()
    if plain[:1] in {"'", "＇", "’", "‘"}:
        plain = plain[1:].strip()
    return plain.translate(_WIDE)


def is_plain(value: str) -> bool:
    """Nothing but Chinese characters, Latin letters, digits and . / - : as it should be written."""
    return _PLAIN.fullmatch(value) is not None


def compact(value: str) -> str:
    """For codes and numbers: NFKC and not a single space left."""
    plain = clean(value)
    if plain.isascii() and plain.isalnum():
        return plain
    return _SPACES.sub("", unicodedata.normalize("NFKC", plain))


def tidy_name(value: str) -> str:
    """A person's name: no spaces inside Chinese names, one kind of middle dot."""
    if is_plain(value):
        return value
    plain = _BETWEEN_HAN.sub("", unicodedata.normalize("NFKC", clean(value)))
    return _AROUND_DOT.sub("·", plain)


def heading_key(value: str) -> str:
    """A heading reduced to what is compared: no brackets with units, no star, spaces or colon."""
    plain = unicodedata.normalize("NFKC", _REVERSING.sub("", _INVISIBLE.sub("", value)))
    plain = re.sub(r"[(\[【〔<].*?[)\]】〕>]", "", plain)
    return re.sub(r"[\s*:：、,。.'\"_\-—]", "", plain).upper()
