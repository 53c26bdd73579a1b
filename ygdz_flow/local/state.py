"""The state folder: where data, sockets, keys, uploads and outgoing mail lie, and what is marked on it.

Standard library only: settings.py reads it, and so does everything that runs before Django.
"""

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import tempfile
from base64 import b64encode
from collections.abc import Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SYSTEM_HOME = Path("/var/lib/ygdz-flow")  # database files of states that root owns
SOCKET_LIMIT = 100  # a unix socket path may have 107 bytes on Linux, 103 on macOS
SIGN = "ygdz-flow-state"  # marks a folder as ours: nothing without it is ever removed
# No look-alikes (0 O 1 l I): the demo password is typed by hand.
PASSWORD_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class StateError(Exception):
    """The state cannot be used. The message (Chinese) says why and what to do."""


class State:
    """One state folder. Paths are computed; nothing is written before `create()` or a writing method is called."""

    def __init__(self, path: Path) -> None:
        self.path = Path(os.path.realpath(path))

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "State":
        return cls(Path(environ.get("YGDZ_STATE") or ROOT / ".state"))

    # -- where things lie ------------------------------------------------------------------------------------
    @property
    def name(self) -> str:
        return hashlib.sha256(os.fsencode(self.path)).hexdigest()[:16]

    @property
    def system_owned(self) -> bool:
        """PostgreSQL refuses to run as root: root's database files go to an unprivileged account."""
        return os.geteuid() == 0

    @property
    def database_home(self) -> Path:
        return SYSTEM_HOME / self.name if self.system_owned else self.path / "database"

    @property
    def cluster(self) -> Path:
        return self.database_home / "pgdata"

    @property
    def database_sockets(self) -> Path:
        return self.database_home / "run" if self.system_owned else self.sockets

    @property
    def sockets(self) -> Path:
        """Our own sockets. A deep state path gets a short folder, else no socket could be bound at all."""
        folder = self.path / "run"
        if len(os.fsencode(folder / ".s.PGSQL.5432.lock")) <= SOCKET_LIMIT:
            return folder
        return Path(f"/tmp/ygdz-{os.geteuid()}-{self.name}")

    @property
    def broker_socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def uploads(self) -> Path:
        return self.path / "uploads"

    @property
    def mail(self) -> Path:
        return self.path / "mail"

    @property
    def logs(self) -> Path:
        return self.path / "log"

    # -- coming and going ------------------------------------------------------------------------------------
    def create(self) -> None:
        """Make the folder (0700) and its parts. A folder with other people's files in it is refused."""
        try:
            self._create()
        except PermissionError as error:
            raise StateError(
                f"无权使用 {error.filename}（数据文件夹由别的账号建立？）。"
                "以原账号运行，或用 YGDZ_STATE 另指一个文件夹"
            ) from error

    def _create(self) -> None:
        if not (self.path / SIGN).exists():
            if self.path.is_dir() and any(self.path.iterdir()):
                raise StateError(
                    f"{self.path} 不是空文件夹，也不是 ygdz-flow 的数据文件夹；请把 YGDZ_STATE 指向别处"
                )
            private_folder(self.path)
            write_private(self.path / SIGN, f"ygdz-flow state, format 1\n{secrets.token_hex(16)}\n")
        for folder in (self.sockets, self.uploads, self.mail, self.logs, self.path / "static"):
            private_folder(folder)

    def remove(self) -> None:
        """Remove the folder and the database files. The caller holds `running_lock` and has asked."""
        if self.path.exists() and not (self.path / SIGN).exists():
            raise StateError(f"{self.path} 不是 ygdz-flow 的数据文件夹，不予删除")
        folders = [self.database_home, self.sockets, self.path]
        for folder in folders:
            if folder.exists():
                shutil.rmtree(folder)

    @property
    def exists(self) -> bool:
        return (self.path / SIGN).exists() or self.database_home.exists()

    @contextmanager
    def lock(self, name: str, *, shared: bool = False, wait: bool = True):
        """Hold a file lock of this state. Raises BlockingIOError when `wait` is off and somebody else holds it."""
        with (self.path / f"{name}.lock").open("a") as file:
            mode = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
            fcntl.flock(file, mode if wait else mode | fcntl.LOCK_NB)
            yield

    def is_locked(self, name: str) -> bool:
        """True while any process holds the lock, shared or not."""
        if not (self.path / f"{name}.lock").exists():
            return False
        try:
            with self.lock(name, wait=False):
                return False
        except BlockingIOError:
            return True

    # -- secrets ---------------------------------------------------------------------------------------------
    @cached_property
    def keys(self) -> dict:
        """`{"secret_key", "field_keys": {id: base64 of 32 bytes}, "blind_index_key"}`, made on first use."""
        made = {
            "secret_key": secrets.token_urlsafe(50),
            "field_keys": {"k1": b64encode(secrets.token_bytes(32)).decode()},
            "blind_index_key": b64encode(secrets.token_bytes(32)).decode(),
        }
        return json.loads(self._once("keys.json", json.dumps(made, indent=1)))

    def demo_password(self) -> str:
        """The one password of all demo accounts, made on first use and kept beside the data."""
        groups = ("".join(secrets.choice(PASSWORD_LETTERS) for _ in range(4)) for _ in range(3))
        return self._once("demo-password", "-".join(groups) + "\n").strip()

    def _once(self, name: str, text: str) -> str:
        """The content of a private file; written with `text` if it is not there. Two at once get the same."""
        path = self.path / name
        if not path.exists():
            self.create()
            with self.lock("files"):
                if not path.exists():
                    write_private(path, text)
        return path.read_text()

    # -- marks -----------------------------------------------------------------------------------------------
    @property
    def is_live(self) -> bool:
        """True once `go_live` has ended the demo for good."""
        return (self.path / "live").exists()

    def mark_live(self) -> None:
        write_private(self.path / "live", "go_live\n")

    @property
    def wants_demo(self) -> bool:
        return not self.is_live and not (self.path / "no-demo").exists()

    def choose_demo(self, wanted: bool) -> None:
        """Remember `up --no-demo`, so that no later command brings the demo organisation in."""
        if wanted:
            (self.path / "no-demo").unlink(missing_ok=True)
        else:
            write_private(self.path / "no-demo", "up --no-demo\n")

    @property
    def _claim(self) -> str:
        # The index key never changes, other keys may: with another one the data could not be found again.
        key = hashlib.sha256(self.keys["blind_index_key"].encode()).hexdigest()
        return (self.path / SIGN).read_text() + key

    def claim_database(self) -> None:
        """Write on the database files whose they are: root's lie elsewhere and may outlive the state."""
        write_private(self.database_home / SIGN, self._claim)

    def check_database(self) -> None:
        """Refuse database files of another state, or made by another first migration than this tree's."""
        claim = self.database_home / SIGN
        if self.cluster.exists() and (not claim.exists() or claim.read_text() != self._claim):
            raise StateError(
                f"{self.cluster} 中的数据库不属于现在的 {self.path}（数据文件夹或其中的密钥曾被删除），"
                "其中的加密内容无法再读。重新开始：python3 manage.py up --fresh（删除其中全部数据）"
            )
        path = self.path / "first-migration"
        if path.exists() and not self.cluster.exists():
            raise StateError(
                f"{self.path} 的数据库文件不在 {self.cluster}（文件夹被移动过？）。放回原处，或用 up --fresh 重来"
            )
        here = first_migrations()
        made_by = json.loads(path.read_text()) if path.exists() else {}
        changed = sorted(name for name, digest in made_by.items() if here.get(name) != digest)
        if changed:
            raise StateError(
                f"{self.path} 由另一个初始迁移建立（{', '.join(changed)} 已不同），无法继续使用。"
                "重新开始：python3 manage.py up --fresh（删除其中全部数据）"
            )

    def record_first_migration(self) -> None:
        """Remember what the tables were made by; an app that came later is added, nothing is ever changed."""
        path = self.path / "first-migration"
        before = json.loads(path.read_text()) if path.exists() else {}
        write_private(path, json.dumps(first_migrations() | before, indent=1))


def first_migrations(root: Path = ROOT) -> dict[str, str]:
    """`{path of an initial migration: digest}`. Comments are left out: Django writes the date into one."""
    found = {}
    for app in ("flows", "notifications"):
        for file in sorted((root / app).rglob("migrations/0001_*.py")):
            lines = (
                line.rstrip() for line in file.read_text().splitlines() if not line.startswith("#")
            )
            found[str(file.relative_to(root))] = hashlib.sha256(
                "\n".join(lines).encode()
            ).hexdigest()
    return found


def private_folder(path: Path) -> None:
    """Make a folder only we can enter. In /tmp another account may have been there first: then refuse."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    facts = path.lstat()
    if path.is_symlink() or facts.st_uid != os.geteuid():
        raise StateError(f"{path} 属于别的账号，请换一个 YGDZ_STATE，或以原账号运行")
    if facts.st_mode & 0o077:
        path.chmod(0o700)


def write_private(path: Path, text: str) -> None:
    """Write a 0600 file so that a reader sees all of it or nothing."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w") as file:
        file.write(text)
    os.replace(name, path)
