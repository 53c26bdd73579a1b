"""Before the first use of a database: its tables, and the demo organisation where a demo is wanted."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import import_string

from .announce import say
from .state import State, StateError

# Any number, the same for every process that prepares this database.
PREPARING = 1336_2023


def prepare(state: State, *, demo: bool = True) -> None:
    """Migrate and load the demo organisation if either is missing. Two at once wait for each other."""
    django.setup()
    demo = demo and settings.YGDZ_DEMO_STATE and state.wants_demo
    if not pending_migrations() and not (demo and lacks_people()):
        return
    with only_one():
        if pending_migrations():
            say("正在建立或更新数据表 …")
            call_command("migrate", interactive=False, verbosity=0, stdout=sys.stderr)
        if settings.EMBEDDED:
            state.record_first_migration()
        if demo and lacks_people():
            say("正在载入演示机构与账号 …")
            import_string("flows.demo.organisation.load")()


def pending_migrations() -> bool:
    """True where tables are missing or old. An unreachable database is said plainly."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise StateError(f"数据库无法连接：{error}") from error
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def lacks_people() -> bool:
    """True where nobody can log in yet."""
    from django.contrib.auth import get_user_model

    return not get_user_model().objects.exists()


@contextmanager
def only_one() -> Iterator[None]:
    """Hold a lock inside the database, which is the only thing two machines with one DATABASE_URL share."""
    with connection.cursor() as cursor:
        # The five seconds of lock_timeout are for people at a page; a first migration takes longer.
        cursor.execute("SET lock_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
        cursor.execute("RESET lock_timeout")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [PREPARING])
