"""What every test stands on: a database, a browser where there is one, and steady random tests."""

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests import remembered

# Playwright keeps an event loop in the test's thread, and Django then refuses the ORM. Tests only.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# The same examples on every machine: a red test must be red for the next person too.
hypothesis_settings.register_profile(
    "ygdz",
    derandomize=True,
    max_examples=50,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
hypothesis_settings.load_profile("ygdz")

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)


# Half a minute and more each. In parallel they must not be what the last process is left with.
LONGEST = (
    "journeys/test_cases.py",
    "demo/test_projects.py",
    "demo/test_stories.py",
    "engine/test_thousand.py",
    "local/test_life.py",
    "desk/test_doors.py",
    "browser/test_season.py",
)


def pytest_collection_finish() -> None:
    """What is imported stays: looking for garbage in it again and again costs a tenth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In parallel the longest files come first.

    Browser tests are skipped, visibly, only where there is no Chromium and nobody requires one.
    """
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: not str(item.path).endswith(LONGEST))
    if CHROMIUM or os.environ.get("REQUIRE_BROWSER"):
        return
    skip = pytest.mark.skip(reason="no Chromium on this machine (apt-get install chromium)")
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """The machine's own Chromium: Playwright's downloads are not available everywhere."""
    assert CHROMIUM, "REQUIRE_BROWSER is set and there is no Chromium: apt-get install chromium"
    # No sandbox inside containers and as root; a small /dev/shm would crash the pages.
    arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--lang=zh-CN"]
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


MIGRATED = {
    "flows_parameter", "flows_calendaryear", "flows_calendarday",
    "django_migrations", "django_content_type", "auth_permission",
}  # fmt: skip
BLOATED = 16 * 2**20  # bytes of dead rows after which reading past them is felt
DEAD = """
SELECT coalesce(sum(pg_relation_size(c.oid)), 0), string_agg(quote_ident(relname), ', ')
  FROM pg_class c
 WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
   AND relname <> ALL(%s)
"""


@pytest.fixture(scope="module", autouse=True)
def _cut_off_dead_rows(django_db_blocker: Any) -> Iterator[None]:
    """Nobody sweeps the throwaway cluster (local/postgres.py): between two files every table is
    empty, and what rolled back tests have left in it is cut off when it has become much."""
    yield
    from django.db import connection

    if not str(connection.settings_dict["NAME"]).startswith("test_"):
        return  # no test so far has asked for a database
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(DEAD, [sorted(MIGRATED)])
        size, tables = cursor.fetchone()
        if size > BLOATED:
            cursor.execute("SET session_replication_role = replica")  # past the trail's own guard
            cursor.execute(f"TRUNCATE {tables}")
            cursor.execute("SET session_replication_role = origin")


@pytest.fixture(scope="session", autouse=True)
def _flush_keeps_policy() -> None:
    """Tests with real transactions end by emptying the tables: past the trail's own guard, and
    without what migrations wrote, which every later test stands on and walks are known by."""
    from django.db.backends.postgresql.operations import DatabaseOperations

    emptied = DatabaseOperations.sql_flush

    def sql_flush(self, style, tables, **options):  # type: ignore[no-untyped-def]
        statements = emptied(self, style, set(tables) - MIGRATED, **options)
        return [
            "ALTER TABLE flows_entry DISABLE TRIGGER USER",
            *statements,
            "ALTER TABLE flows_entry ENABLE TRIGGER USER",
        ]

    DatabaseOperations.sql_flush = sql_flush


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path: Path) -> None:
    """Uploads and mail of a test go to its own folder, never beside anybody's data."""
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> None:
    """A password costs half a second on purpose; not for every account of every test."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def monkeypatch(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Pytest's own; a builder must not be remembered as it is when patched."""
    remembered.watch(monkeypatch._setattr)
    return monkeypatch
