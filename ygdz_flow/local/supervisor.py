"""`manage.py up`: the whole system as children of this process, on this machine's own address only."""

import contextlib
import http.client
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from . import valkey
from .announce import accounts, say, wants_projects
from .postgres import Cluster
from .prepare import prepare
from .processes import clear_group, spawn, stop, wait_until
from .session import close_connections, ensure_server, session
from .state import ROOT, State, StateError

SHORTEST_DELAY, LONGEST_DELAY = 1.0, 30.0
HEALTHY_AFTER = 60.0  # a child that lived this long is forgiven its earlier deaths
LOG_LIMIT = 5_000_000


@dataclass
class Service:
    """One child that must always run. `death_signal` is the quick end, for when we are killed ourselves."""

    name: str
    start: Callable[[], subprocess.Popen]
    child: subprocess.Popen | None = None
    started_at: float = 0.0
    due: float = 0.0
    delay: float = SHORTEST_DELAY

    def launch(self) -> None:
        self.child, self.started_at = self.start(), time.monotonic()

    def watch(self) -> None:
        """Start it again when it has died, each time after a longer pause."""
        now = time.monotonic()
        if self.child is None:
            if now >= self.due:
                self.launch()
        elif self.child.poll() is not None:
            clear_group(self.child)  # its own children may have outlived it
            if now - self.started_at > HEALTHY_AFTER:
                self.delay = SHORTEST_DELAY
            say(f"{self.name} 已退出（{self.child.returncode}），{self.delay:.0f} 秒后重启")
            self.child, self.due = None, now + self.delay
            self.delay = min(self.delay * 2, LONGEST_DELAY)


@dataclass
class Supervisor:
    state: State
    port: int
    services: list[Service] = field(default_factory=list)
    demo: subprocess.Popen | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self) -> None:
        """Run until a signal arrives; then stop everything, the pages first and the database last."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _interrupt)
        try:
            with self._database():
                try:
                    self._start()
                    self._watch()
                finally:
                    self._stop()
        except KeyboardInterrupt:
            say("已全部停止。")

    def _database(self) -> AbstractContextManager[None]:
        if settings.EMBEDDED:
            return session(self.state)
        prepare(self.state)
        return nullcontext()

    def _start(self) -> None:
        projects, who = wants_projects(self.state), accounts(self.state)
        close_connections()  # from here on this process needs none
        if "CELERY_BROKER_URL" not in os.environ:
            self._add("valkey", self._valkey)
        self._add("web", self._web)
        if not wait_until(self._healthy, patience=60, pause=0.1):
            raise StateError(f"网站未能启动，日志：{self.state.logs / 'web.log'}")
        print(f"\nygdz-flow 已启动：{self.address}\n{who}", flush=True)
        say(f"日志：{self.state.logs}　停止：Ctrl-C")
        # Only now: loading everything at once would keep the first page waiting on a small machine.
        self._add("worker", self._worker)
        self._add("beat", self._beat)
        self._begin_demo(projects)

    def _begin_demo(self, projects: bool) -> None:
        if projects:
            say("正在后台载入演示项目，期间可以登录 …")
            self._unfinished.touch()
            self.demo = spawn([sys.executable, "-m", "ygdz_flow.local.seed"], cwd=ROOT)
        elif self._unfinished.exists():
            say("演示项目上次没有全部载入；要完整的演示：python3 manage.py up --fresh")

    def _watch_demo(self) -> None:
        if not self.demo or self.demo.poll() is None:
            return
        if self.demo.returncode == 0:
            self._unfinished.unlink(missing_ok=True)
            say("演示项目已就绪。")
        else:
            say("演示项目未能全部载入，原因见上。")
        self.demo = None

    @property
    def _unfinished(self) -> Path:
        """There from the first demo project to the last: a demo cut short is said at the next start."""
        return self.state.path / "demo-unfinished"

    def _add(self, name: str, start: Callable[[], subprocess.Popen]) -> None:
        service = Service(name, start)
        self.services.append(service)
        service.launch()

    def _watch(self) -> None:
        while True:
            for service in self.services:
                service.watch()
            self._watch_demo()
            self._watch_database()
            time.sleep(0.2)

    def _watch_database(self) -> None:
        if not settings.EMBEDDED or self.state.is_locked("keeper"):
            return
        say("数据库进程已退出，正在重启 …")
        try:
            ensure_server(self.state)
        except StateError as error:
            say(str(error))  # tried again at the next look: the pages cannot do without it

    def _stop(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # once is enough
        say("正在停止 …")
        if self.demo:
            stop(self.demo)
        running = [service.child for service in self.services if service.child]
        for child in reversed(running[1:] if self._own_broker() else running):
            with contextlib.suppress(ProcessLookupError):
                child.send_signal(signal.SIGTERM)  # all at once; each is then waited for in order
        for child in reversed(running):
            stop(child)

    def _own_broker(self) -> bool:
        return bool(self.services) and self.services[0].name == "valkey"

    def _healthy(self) -> bool:
        for service in self.services:
            service.watch()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    # -- the children ------------------------------------------------------------------------------
    def _log(self, name: str) -> Path:
        path = self.state.logs / f"{name}.log"
        if path.exists() and path.stat().st_size > LOG_LIMIT:
            path.replace(path.with_suffix(".log.1"))
        return path

    def _python(self, name: str, *arguments: object, death: signal.Signals) -> subprocess.Popen:
        environment = {"SITE_URL": self.address} | dict(os.environ)
        return spawn(
            [sys.executable, "-m", *arguments],
            log=self._log(name),
            death_signal=death,
            cwd=ROOT,
            env=environment,
        )

    def _valkey(self) -> subprocess.Popen:
        child = valkey.start(
            data=self.state.path / "valkey",
            socket_path=self.state.broker_socket,
            log=self._log("valkey"),
        )
        wait_until(lambda: valkey.answers(self.state.broker_socket), patience=30)
        return child

    def _web(self) -> subprocess.Popen:
        options = ("--bind", f"127.0.0.1:{self.port}", "--workers", 2, "--threads", 4)
        limits = ("--worker-class", "gthread", "--timeout", 60, "--graceful-timeout", 5)
        quiet = ("--preload", "--no-control-socket", "--log-level", "warning")
        name = "ygdz_flow.wsgi:application"
        return self._python(
            "web", "gunicorn", name, *options, *limits, *quiet, death=signal.SIGQUIT
        )

    def _worker(self) -> subprocess.Popen:
        options = ("-c", 2, "-P", worker_pool(), "-l", "WARNING", "-n", "ygdz@%h")
        alone = ("--without-gossip", "--without-mingle")
        command = ("celery", "-A", "ygdz_flow", "worker", *options, *alone)
        # Nothing gentler is certain to end a busy worker; what it had not finished is handed out again.
        return self._python("worker", *command, death=signal.SIGKILL)

    def _beat(self) -> subprocess.Popen:
        schedule = self.state.path / "beat"
        command = (
            "celery",
            "-A",
            "ygdz_flow",
            "beat",
            "-l",
            "WARNING",
            "-s",
            schedule,
            "--pidfile=",
        )
        return self._python("beat", *command, death=signal.SIGTERM)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def worker_pool() -> str:
    """Processes, or threads where a machine has no writable /dev/shm for the semaphores they need."""
    try:
        multiprocessing.Semaphore()
    except (OSError, ImportError):
        return "threads"
    return "prefork"


def up(*, port: int, demo: bool) -> int:
    """Run the system in this state. Exit code 1 when it already runs or the port is taken."""
    state = State.from_environment()
    if settings.EMBEDDED:
        Cluster.of(state)  # says early when this account cannot run a server at all
    try:
        with state.lock("up", wait=False):
            refuse_taken(port)
            state.choose_demo(demo)
            supervisor = Supervisor(state, port)
            (state.path / "address").write_text(supervisor.address)
            supervisor.run()
    except BlockingIOError:
        address = (state.path / "address").read_text()
        raise StateError(f"{state.path} 的系统已在运行：{address}") from None
    return 0


def refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as gunicorn will
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise StateError(
                f"端口 {port} 已被占用；换一个：python3 manage.py up --port 8001"
            ) from None
