"""What the environment may replace, and what it then must bring along. Each case is a process of its own."""

import json
import os
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import pytest

from ygdz_flow.local.state import ROOT

KEY = b64encode(bytes(32)).decode()
SECRETS = {"SECRET_KEY": "s" * 50, "FIELD_KEYS": f"k2:{KEY},k1:{KEY}", "BLIND_INDEX_KEY": KEY}
SHOWN = (
    "import json; from ygdz_flow import settings as s;"
    "d = s.DATABASES['default'];"
    "print(json.dumps({'demo': s.YGDZ_DEMO_STATE, 'host': d['HOST'], 'name': d['NAME'],"
    " 'options': d['OPTIONS'], 'keys': list(s.FIELD_KEYS), 'secure': s.SESSION_COOKIE_SECURE,"
    " 'broker': s.CELERY_BROKER_URL, 'mail': s.EMAIL_BACKEND}))"
)


def load(state: Path, **environment: str) -> subprocess.CompletedProcess:
    clean = {"PATH": os.environ["PATH"], "YGDZ_STATE": str(state)}
    return subprocess.run(
        [sys.executable, "-c", SHOWN],
        env=clean | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def shown(state: Path, **environment: str) -> dict:
    result = load(state, **environment)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_nothing_set(tmp_path: Path) -> None:
    state = tmp_path / "s"
    found = shown(state)
    assert found["demo"] is True
    assert found["secure"] is False
    assert found["options"] == {"options": "-c lock_timeout=5s"}
    assert found["broker"].startswith("redis+socket:///")
    assert found["mail"].endswith("filebased.EmailBackend")
    (state / "live").touch()
    assert shown(state)["demo"] is False


def test_a_database_of_ones_own(tmp_path: Path) -> None:
    found = shown(
        tmp_path / "s",
        DATABASE_URL="postgresql://ygdz@%2Fsrv%2FPg%20run/flow?sslmode=prefer",
        CELERY_BROKER_URL="redis://broker/0",
        EMAIL_URL="smtp://mail:25",
        **SECRETS,
    )
    assert (found["host"], found["name"]) == ("/srv/Pg run", "flow")
    assert found["options"] == {"sslmode": "prefer", "options": "-c lock_timeout=5s"}
    assert found["keys"] == ["k2", "k1"]
    assert (found["demo"], found["secure"]) == (False, True)
    assert found["broker"] == "redis://broker/0"
    assert not (tmp_path / "s" / "keys.json").exists()


@pytest.mark.parametrize("missing", sorted(SECRETS))
def test_its_secrets_must_come_along(tmp_path: Path, missing: str) -> None:
    rest = {name: value for name, value in SECRETS.items() if name != missing}
    result = load(tmp_path / "s", DATABASE_URL="postgresql://ygdz@db/flow", **rest)
    assert result.returncode != 0
    assert f"{missing} 必须由环境变量给出" in result.stderr


def test_manage_says_it_in_one_line(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "YGDZ_STATE": str(tmp_path / "s")}
    result = subprocess.run(
        [sys.executable, ROOT / "manage.py", "up"],
        env=environment | {"DATABASE_URL": "postgresql://ygdz@db/flow"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert result.stderr.splitlines() == [
        "manage.py: DATABASE_URL 已设置，因此 SECRET_KEY 必须由环境变量给出（见 README「上线」）"
    ]


def test_demo_on_it_only_when_asked(tmp_path: Path) -> None:
    url = "postgresql://ygdz@db/flow"
    assert shown(tmp_path / "s", DATABASE_URL=url, YGDZ_DEMO="1", **SECRETS)["demo"] is True


def test_a_short_field_key_is_refused(tmp_path: Path) -> None:
    bad = SECRETS | {"FIELD_KEYS": "k1:" + b64encode(b"short").decode()}
    result = load(tmp_path / "s", DATABASE_URL="postgresql://ygdz@db/flow", **bad)
    assert "不是 32 字节" in result.stderr
