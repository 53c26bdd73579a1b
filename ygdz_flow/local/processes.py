"""Child processes that die with their parent, and their orderly end."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1


def spawn(
    command: Sequence[object],
    *,
    log: Path | None = None,
    death_signal: signal.Signals = signal.SIGTERM,
    user: int | None = None,
    group: int | None = None,
    cwd: Path | str = "/",
    env: dict[str, str] | None = None,
) -> subprocess.Popen:
    """Start a child in a session of its own; Linux sends it `death_signal` when we die, however we die.

    The signal follows the *thread* that started the child: call this from the main thread only.
    """
    parent = os.getpid()
    # Loaded here: between fork and exec nothing may be imported.
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

    def follow_parent() -> None:
        os.setsid()
        if libc:
            libc.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
            if os.getppid() != parent:  # it died before we asked to be told
                os._exit(1)

    output = log.open("ab") if log else None
    try:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            user=user,
            group=group,
            extra_groups=[] if user is not None else None,
            # Popen drops the account before this runs, so the kernel keeps the death signal.
            preexec_fn=follow_parent,
            cwd=cwd,
            env=env,
        )
    finally:
        if output:
            output.close()


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
