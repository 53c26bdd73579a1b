"""How commands answer: one JSON document on stdout and nothing else, reasons on stderr."""

from __future__ import annotations

import json
import sys
from typing import Any, NoReturn


def print_json(document: Any) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=2))


def fail(reason: str) -> NoReturn:
    """Refused or failed: the reason on stderr, exit 1."""
    print(reason, file=sys.stderr)
    raise SystemExit(1)
