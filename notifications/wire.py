"""One HTTP call, bounded on every side: scheme, time, length; it follows no redirect.

Errors carry a code and nothing else: an address may hold a token, an answer may repeat a number.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

SILENCE = 5.0  # seconds without a byte
MOST_SECONDS = 10.0  # for the whole answer, however slowly it drips
MOST_BYTES = 64 * 1024


class NotTaken(OSError):
    """The receiver did not take it. ``code`` says why without words of its own: "HTTP 403"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _Watch:
    """Hangs up after a while: a socket's own timeout begins anew with every byte."""

    def __init__(self, seconds: float) -> None:
        self.late = False
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._hang_up)
        self._timer.daemon = True

    def __enter__(self) -> _Watch:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def note(self, made: socket.socket) -> None:
        self._sockets.append(made)
        if self.late:
            self._hang_up()

    def _hang_up(self) -> None:
        self.late = True
        for each in self._sockets:
            with contextlib.suppress(OSError, ValueError):
                each.shutdown(socket.SHUT_RDWR)


def post(url: str, body: bytes, headers: dict[str, str]) -> bytes:
    """POST ``body``; the answer of a 2xx. Raises :class:`NotTaken` or TimeoutError."""
    if urlsplit(url).scheme not in ("http", "https"):
        raise NotTaken("SCHEME")
    request = Request(url, data=body, headers=headers, method="POST")
    with _Watch(MOST_SECONDS) as watch:
        try:
            with _opener(watch).open(request, timeout=SILENCE) as answer:
                found = answer.read(MOST_BYTES + 1)
        except HTTPError as error:
            error.close()
            raise NotTaken(f"HTTP {error.code}") from None
        except (OSError, HTTPException) as error:
            raise _plain(error, watch.late) from None
    if watch.late:
        raise TimeoutError
    if len(found) > MOST_BYTES:
        raise NotTaken("ANSWER TOO LONG")
    return bytes(found)


def _plain(error: Exception, late: bool) -> OSError:
    """``error`` without the words it was told, which may hold the address."""
    reason = error.reason if isinstance(error, URLError) else error
    if late or isinstance(reason, TimeoutError):
        return TimeoutError()
    return NotTaken(type(reason).__name__)


def _opener(watch: _Watch) -> OpenerDirector:
    """http and https alone, through the environment's proxy if it names one; no redirects."""

    def noting(kind: type[HTTPConnection]) -> Any:
        class Noting(kind):  # type: ignore[misc, valid-type]
            def connect(self) -> None:
                super().connect()
                watch.note(self.sock)

        return Noting

    class Plain(HTTPHandler):
        def http_open(self, req: Request) -> Any:
            return self.do_open(noting(HTTPConnection), req)

    class Secure(HTTPSHandler):
        def https_open(self, req: Request) -> Any:
            context = ssl.create_default_context()
            return self.do_open(noting(HTTPSConnection), req, context=context)

    opener = OpenerDirector()
    for handler in (ProxyHandler, HTTPDefaultErrorHandler, HTTPErrorProcessor, Plain, Secure):
        opener.add_handler(handler())
    return opener
