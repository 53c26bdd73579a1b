"""`manage.py test`: pytest on a cluster and a broker of its own, thrown away afterwards.

Runs at the same time do not see each other, and none touches the state of `up`.
"""

import fcntl
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from . import template, valkey
from .postgres import Cluster, unprivileged
from .processes import stop, wait_until
from .state import ROOT, SYSTEM_HOME, StateError


def run(arguments: Sequence[str]) -> int:
    """Run pytest with these arguments; its exit code is ours."""
    with services() as environment:
        pytest = subprocess.Popen(
            [sys.executable, "-m", "pytest", *(arguments or everything())],
            cwd=ROOT,
            env=environment,
        )
        # Ctrl-C reaches pytest as well, which prints its summary; we wait for it and clean up.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda *_: pytest.terminate())
        return pytest.wait()


def everything() -> list[str]:
    """The whole suite runs in one process more than there are cores, each with a database of its own:
    while one waits for its database or its browser, another works.

    A file stays in one process, which remembers what its tests stand on (tests/remembered.py); the
    longest are collected first (tests/conftest.py), so that no core waits for another at the end.
    """
    processes = str((os.cpu_count() or 1) + 1)
    return ["-q", "-n", processes, "--dist", "loadfile", "--no-loadscope-reorder"]


@contextmanager
def services() -> Iterator[dict[str, str]]:
    """Yield the environment of a process that is to use the temporary services."""
    with ExitStack() as stack:
        home = stack.enter_context(temporary_home())
        cluster = Cluster(
            home / "pg",
            home / "pg" / "data",
            home / "pg" / "run",
            unprivileged() if root() else None,
            durable=False,
        )
        wanted = environment(home, cluster)
        wanted |= template.prepare(cluster, wanted, home / "postgres.log")
        server = cluster.start(home / "postgres.log")
        stack.callback(stop, server, signal.SIGINT)
        broker = valkey.start(
            data=home / "valkey", socket_path=home / "valkey.sock", log=home / "valkey.log"
        )
        stack.callback(stop, broker)
        if not wait_until(
            lambda: cluster.answers() and valkey.answers(home / "valkey.sock"), patience=30
        ):
            raise StateError(
                f"测试用的 PostgreSQL 或 Valkey 未能启动：\n{(home / 'postgres.log').read_text()[-2000:]}"
            )
        yield os.environ | wanted


def environment(home: Path, cluster: Cluster) -> dict[str, str]:
    """What tells Django to use these services, with keys that live as long as they do."""

    def key() -> str:
        return b64encode(secrets.token_bytes(32)).decode()

    return {
        "DATABASE_URL": cluster.url,
        "CELERY_BROKER_URL": f"redis+socket://{home / 'valkey.sock'}",
        "EMAIL_URL": "memorymail://",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "FIELD_KEYS": f"k1:{key()}",
        "BLIND_INDEX_KEY": key(),
        "YGDZ_DEMO": "1",
        "YGDZ_STATE": str(home / "state"),
        "SECURE_COOKIES": "0",  # the live server of browser tests speaks http
        "WHITENOISE_AUTOREFRESH": "1",  # no scan of every static file for each test client
        "CONN_MAX_AGE": "0",  # a connection left open would keep the test database from being dropped
        "DEBUG": "0",
        "DJANGO_SETTINGS_MODULE": "ygdz_flow.settings",
    }


def root() -> bool:
    return os.geteuid() == 0


@contextmanager
def temporary_home() -> Iterator[Path]:
    """A folder for one run. Folders whose run was killed are swept: their lock is free."""
    # A private TMPDIR of root would be closed to the unprivileged account, and a deep one to any socket.
    parent = SYSTEM_HOME if root() else Path("/tmp")
    parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    for old in parent.glob("ygdz-test-*"):
        _sweep(old)
    home = Path(tempfile.mkdtemp(prefix="ygdz-test-", dir=parent))
    home.chmod(0o711 if root() else 0o700)
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield home
        finally:
            shutil.rmtree(home, ignore_errors=True)


def _sweep(old: Path) -> None:
    try:
        if time.time() - old.stat().st_mtime < 60:  # perhaps being made, not yet locked
            return
        with (old / "lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(old, ignore_errors=True)
    except OSError:  # in use, being made, or another account's
        return
