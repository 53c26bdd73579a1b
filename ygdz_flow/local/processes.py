"""Child processes that die with their parent, and their orderly end."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path

PR_SET_PDEATHSIG = 1
# Loaded now: between fork and exec nothing may be imported.
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def spawn(
    command: Sequence[object],
    *,
    log: Path | None = None,
    death_signal: signal.Signals = signal.SIGTERM,
    cwd: Path | str = "/",
    env: dict[str, str] | None = None,
    **account: object,
) -> subprocess.Popen:
    """Start a child in a session of its own; Linux sends it `death_signal` when we die, however we die.

    `account`: user, group and extra_groups as for Popen. The signal follows the *thread* that started
    the child: call this from the main thread only.
    """
    # Popen drops the account before it calls this, so the kernel keeps the death signal.
    follow = partial(_own_session, os.getpid(), death_signal)
    with open(log, "ab") if log else nullcontext() as output:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            preexec_fn=follow,
            cwd=cwd,
            env=env,
            **account,
        )


def _own_session(parent: int, death_signal: signal.Signals) -> None:
    os.setsid()
    follow_parent(parent, death_signal)


def follow_parent(parent: int, death_signal: signal.Signals = signal.SIGKILL) -> None:
    """Have the kernel (Linux) send us this signal when the process `parent`, which forked us, dies."""
    if LIBC:
        LIBC.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:  # it died before we asked to be told
            os._exit(1)


def stop(
    child: subprocess.Popen, sign: signal.Signals = signal.SIGTERM, *, patience: float = 10
) -> None:
    """Ask a child to end, wait, then end whatever is left of its session."""
    if child.poll() is None:
        child.send_signal(sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(patience)
    clear_group(child)


def clear_group(child: subprocess.Popen) -> None:
    """Kill what a dead or deaf child left behind in its session."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def wait_until(check, *, patience: float, pause: float = 0.02) -> bool:
    """Call `check` until it is true; False when `patience` seconds have passed."""
    end = time.monotonic() + patience
    while not check():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True
