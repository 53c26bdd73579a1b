"""The process that owns PostgreSQL while anybody needs it: `python -m ygdz_flow.local.keeper STATE`.

Every user of a state holds its `users` lock shared, and the kernel drops that lock however a user ends. So whoever
can take it exclusively knows that nobody is left. A kill -9 of the keeper itself ends the server cleanly, because
the server is its child.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from .postgres import Cluster
from .processes import stop
from .state import ROOT, State

PAUSE = 0.05
FIRST_PATIENCE = 5.0  # a server that was just killed may still hold the files for a moment
LONGEST_DELAY = 30.0


def launch(state: State) -> subprocess.Popen:
    """Start a keeper that outlives us. It keeps none of our files, so nobody waits for our output to close."""
    with (state.logs / "postgres.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "ygdz_flow.local.keeper", str(state.path)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd=ROOT,
        )


def main(path: Path) -> int:
    state = State(path)
    with ExitStack() as stack:
        for _ in range(10):
            try:
                stack.enter_context(state.lock("keeper", wait=False))
            except BlockingIOError:  # another keeper, or only somebody looking whether there is one
                time.sleep(PAUSE)
            else:
                return keep(state, stack)
    return 0


def keep(state: State, stack: ExitStack) -> int:
    """Run the server until nobody uses it. While it stops, newcomers wait for the `users` lock we hold."""
    os.chdir("/")
    cluster = Cluster.of(state)
    log = state.logs / "postgres.log"
    server, answered, delay = cluster.start(log), False, 0.5
    begun = time.monotonic()
    while not unused(state, stack):
        if server.poll() is not None:
            if not answered and time.monotonic() - begun > FIRST_PATIENCE:
                return 1  # it never came up; whoever launched us reads the log
            time.sleep(delay)
            server, delay = cluster.start(log), min(delay * 2, LONGEST_DELAY)
        if not answered and cluster.answers():
            answered, delay = True, 0.5
        time.sleep(PAUSE)
    stop(server, signal.SIGINT, patience=60)
    return 0


def unused(state: State, stack: ExitStack) -> bool:
    try:
        stack.enter_context(state.lock("users", wait=False))
    except BlockingIOError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
