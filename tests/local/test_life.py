"""One real `up`: refuses a second one, shares its server, and dies without leaving anything behind.

The tests of this file follow one life from start to kill -9, in the order they stand in.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest

from ygdz_flow.local.state import ROOT, State

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="children follow on Linux only")
REPLACED = ("DATABASE_URL", "CELERY_BROKER_URL", "EMAIL_URL", "YGDZ_DEMO", "CONN_MAX_AGE")


@dataclass
class System:
    state: State
    port: int
    process: subprocess.Popen

    @property
    def environment(self) -> dict[str, str]:
        rest = {name: value for name, value in os.environ.items() if name not in REPLACED}
        return rest | {"YGDZ_STATE": str(self.state.path)}

    def manage(self, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, ROOT / "manage.py", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def processes(self) -> list[str]:
        """Command lines of everything that runs on this state."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                surroundings = (folder / "environ").read_bytes().decode(errors="replace")
            except OSError:
                continue
            names = (str(self.state.path), str(self.state.cluster))
            if int(folder.name) != os.getpid() and any(n in line + surroundings for n in names):
                found.append(line)
        return [line for line in found if line]  # a zombie has no command line


def eventually(check: Callable[[], object], *, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not check():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def healthy(port: int) -> bool:
    """It answers: on a busy machine late, which is not dead. Nobody listening is said at once."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=20) as answer:
            return answer.status == 200
    except OSError:
        return False


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    system = System(State(tmp_path_factory.mktemp("life") / "s"), free_port(), None)
    command = [sys.executable, ROOT / "manage.py", "up", "--no-demo", "--port", str(system.port)]
    with (system.state.path.parent / "out").open("w") as out:
        system.process = subprocess.Popen(
            command, env=system.environment, stdout=out, stderr=out, start_new_session=True
        )
    assert eventually(lambda: healthy(system.port), seconds=180), (
        system.state.path.parent / "out"
    ).read_text()
    yield system
    system.process.kill()
    system.process.wait()
    eventually(lambda: not system.processes(), seconds=30)
    assert system.manage("forget", "--yes").returncode == 0


def test_a_second_up_says_so(system: System) -> None:
    second = system.manage("up", "--port", str(free_port()))
    assert second.returncode == 1
    assert f"已在运行：http://127.0.0.1:{system.port}" in second.stderr
    assert healthy(system.port)


def test_a_command_shares_the_server_and_leaves_it_running(system: System) -> None:
    shell = system.manage(
        "shell", "-v0", "-c", "from flows.orgs.models import User; print(User.objects.count())"
    )
    assert (shell.returncode, shell.stdout.strip()) == (0, "0")  # --no-demo holds for it too
    assert healthy(system.port)
    refused = system.manage("forget", "--yes")
    assert (refused.returncode, "正在使用中" in refused.stderr) == (1, True)


def test_a_dead_web_server_comes_back(system: System) -> None:
    masters = [
        int(folder.name)
        for folder in Path("/proc").glob("[0-9]*")
        if f"--bind 127.0.0.1:{system.port}" in _line(folder)
    ]
    os.kill(min(masters), signal.SIGKILL)
    assert eventually(lambda: not healthy(system.port), seconds=20)
    assert eventually(lambda: healthy(system.port), seconds=60)


def test_kill_9_leaves_no_process_and_a_clean_database(system: System) -> None:
    assert len(system.processes()) > 5
    system.process.kill()
    system.process.wait()
    assert eventually(lambda: not system.processes(), seconds=20), system.processes()
    log = (system.state.logs / "postgres.log").read_text()
    assert "database system is shut down" in log.splitlines()[-1]


def test_the_next_command_finds_everything_in_order(system: System) -> None:
    assert system.manage("shell", "-v0", "-c", "print(1)").stdout.strip() == "1"
    assert system.processes() == []  # what it started is stopped again
    log = (system.state.logs / "postgres.log").read_text()
    assert "not properly shut down" not in log


def _line(folder: Path) -> str:
    try:
        return (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""
