"""The empty database with every migration done: made once a run, copied for each of its processes.

Where YGDZ_TEST_CACHE names a folder it is kept there between runs, for people at work; whoever sets
nothing, CI among them, migrates afresh.
"""

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from .postgres import Cluster
from .processes import stop, wait_until
from .state import ROOT

MIGRATED = (
    "*/migrations/*.py",
    "flows/*/migrations/*.py",
    "flows/*/database.py",
    "flows/engine/policy.py",
    "ygdz_flow/local/*.py",
    "requirements.lock",
)


def prepare(cluster: Cluster, environment: dict[str, str], log: Path) -> dict[str, str]:
    """Make the cluster, migrated; what tells Django to copy its database."""
    cache = os.environ.get("YGDZ_TEST_CACHE")
    kept = Path(cache) / _key() if cache else None
    if kept and kept.exists():
        cluster.enter()
        _copy(kept, cluster.data)
    else:
        cluster.create()
        _migrate(cluster, environment, log)
        if kept:
            _keep(cluster.data, kept)
    return {"TEST_TEMPLATE": "ygdz"}


def _key() -> str:
    digest = hashlib.sha256(str(os.geteuid()).encode())
    for pattern in MIGRATED:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(f"{path}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:20]


def _migrate(cluster: Cluster, environment: dict[str, str], log: Path) -> None:
    server = cluster.start(log)
    try:
        wait_until(cluster.answers, patience=30)
        command = [sys.executable, ROOT / "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=True)
    finally:
        stop(server, signal.SIGINT)


def _keep(data: Path, kept: Path) -> None:
    """Under another name until it is whole: two runs may keep the same."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    half = Path(tempfile.mkdtemp(dir=kept.parent, prefix="half-"))
    _copy(data, half / "data")
    with contextlib.suppress(OSError):  # another run was first
        (half / "data").rename(kept)
    shutil.rmtree(half, ignore_errors=True)


def _copy(source: Path, target: Path) -> None:
    """With owners and modes, which PostgreSQL insists on."""
    subprocess.run(["cp", "-a", "--reflink=auto", str(source), str(target)], check=True)
