"""What can be wrong with a file or a cell, and how to say it without giving private data away."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from flows.engine.privacy import scrub

_DIGIT_RUN = re.compile(r"\d(?:[\s\-_.*]*\d){8,}[\s\-_.*]*[Xx]?")
_SHOWN = 24


class UnreadableFile(Exception):
    """The whole file cannot be read. `code` is UPPER_SNAKE, `message` is Chinese, with the cure."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class CellProblem(Exception):
    """One cell cannot be taken as a fact. The message never holds a full ID, card or phone."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, kw_only=True)
class CellError:
    """A refused cell as the user finds it: row 1-based as Excel shows it, heading as in the file.

    `row` 0 means the whole file or sheet. `position` is the 1-based column, 0 where there is none.
    """

    sheet: str
    row: int
    column: str
    person: str
    code: str
    message: str
    position: int = 0

    def __post_init__(self) -> None:
        # Where columns are mixed up a number stands under 姓名, and messages quote names.
        object.__setattr__(self, "person", scrub(self.person))
        object.__setattr__(self, "message", scrub(self.message))

    def as_json(self) -> dict[str, str | int]:
        """The shape of `import_ledger --json`."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "person": self.person,
            "code": self.code,
            "message": self.message,
        }


def tail(value: object) -> str:
    """Last four characters of something private, for messages: `尾号 2445`."""
    kept = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", str(value)))
    return f"****{kept[-4:]}" if len(kept) > 8 else "****"


def harmless(value: object) -> str:
    """Any text made fit for a message: long runs of digits keep four, control characters go."""
    if isinstance(value, str) and len(value) <= 8 and value.isalpha() and not value.isascii():
        return unicodedata.normalize("NFKC", value)  # a name: nothing to hide, nothing unseen
    plain = unicodedata.normalize("NFKC", str(value))
    plain = "".join(sign for sign in plain if unicodedata.category(sign) not in {"Cc", "Cf"})
    plain = _DIGIT_RUN.sub(lambda run: tail(run.group()), plain).strip()
    return plain if len(plain) <= _SHOWN else plain[:_SHOWN] + "…"
