"""How a command becomes a user of the embedded server: the first one in starts it, the last one out stops it."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from . import keeper
from .postgres import Cluster
from .state import State, StateError

START_PATIENCE = 90.0  # recovery after a crash may take a while
STOP_PATIENCE = 60.0


@contextmanager
def session(state: State, *, prepared: bool = True, demo: bool = True) -> Iterator[None]:
    """Hold the state's server up for the length of a block.

    `prepared`: with its tables in it; `demo`: and with the demo organisation, where the state is one of a demo.
    """
    state.create()
    started = None
    try:
        with state.lock("users", shared=True):
            started = ensure_server(state)
            if prepared:
                from .prepare import prepare  # needs Django, which the callers before it do not

                prepare(state, demo=demo)
            yield
            close_connections()
    finally:
        wait_for_end(state)
        if started and not state.is_locked("keeper"):
            started.wait()  # else it stays a zombie where process 1 does not reap


def ensure_server(state: State) -> subprocess.Popen | None:
    """Return when the server answers: the keeper, if we had to start it. The caller holds `users`."""
    state.check_database()
    cluster = Cluster.of(state)
    with state.lock("create"):
        if not cluster.exists():
            print("正在建立数据库 …", file=sys.stderr, flush=True)
            cluster.create()
            state.claim_database()
    ours: subprocess.Popen | None = None
    end = time.monotonic() + START_PATIENCE
    while not (kept := state.is_locked("keeper")) or not cluster.answers():
        failed = ours is not None and ours.poll() not in (None, 0)
        if failed or time.monotonic() > end:
            raise StateError(
                f"PostgreSQL 未能启动，日志 {state.logs / 'postgres.log'}：\n{log_tail(state)}"
            )
        if not kept and (ours is None or ours.poll() is not None):
            ours = keeper.launch(state)
        time.sleep(0.02)
    return ours


def wait_for_end(state: State) -> None:
    """After our leave: when nobody else is there, wait until the keeper has stopped the server."""
    end = time.monotonic() + STOP_PATIENCE
    while state.is_locked("keeper") and time.monotonic() < end:
        if state.is_locked("users") and shares(state):
            return
        time.sleep(0.02)


def shares(state: State) -> bool:
    """True when the `users` lock is held by other users (the keeper, when it stops, holds it alone)."""
    try:
        with state.lock("users", shared=True, wait=False):
            return True
    except BlockingIOError:
        return False


def close_connections() -> None:
    from django.db import connections

    connections.close_all()


def log_tail(state: State, length: int = 2000) -> str:
    path = state.logs / "postgres.log"
    return path.read_text(errors="replace")[-length:] if path.exists() else ""
