"""A real receiver on this machine: answers as it is told, keeps what came, checks what it was signed with."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Call:
    path: str
    headers: Message  # names in any case
    body: bytes

    @property
    def said(self):
        return json.loads(self.body)

    @property
    def key(self) -> str:
        return self.headers["X-YGDZ-Key"]


@dataclass
class Receiver:
    url: str = ""
    calls: list[Call] = field(default_factory=list)
    arrived: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)
    status: int = 200
    answer: bytes = b'{"errcode": 0, "errmsg": "ok"}'
    more: dict[str, str] = field(default_factory=dict)  # headers of the answer
    hangs: bool = False  # takes the call and says nothing
    drips: bool = False  # one byte at a time, for ever

    def keys(self) -> list[str]:
        return [call.key for call in self.calls]


@contextmanager
def receiving(**how: object) -> Iterator[Receiver]:
    receiver = Receiver(**how)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.calls.append(Call(self.path, self.headers, body))
            receiver.arrived.set()
            if receiver.hangs:
                receiver.go_on.wait(60)
            self.send_response(receiver.status)
            for name, value in receiver.more.items():
                self.send_header(name, value)
            self.end_headers()
            while receiver.drips and not receiver.go_on.wait(0.1):
                self.wfile.write(b" ")
                self.wfile.flush()
            self.wfile.write(receiver.answer)

        def handle(self):
            with suppress(OSError):  # the caller has hung up, as some tests want
                super().handle()

        def log_message(self, *given):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    receiver.url = f"http://127.0.0.1:{server.server_port}/robot/send?access_token=T0ken"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield receiver
    finally:
        receiver.go_on.set()
        server.shutdown()
        server.server_close()
