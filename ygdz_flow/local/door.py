"""What manage.py calls inside .venv: decides what a command needs, gives it that, and runs it."""

import os
import sys
import warnings
from collections.abc import Sequence

from .session import session
from .state import State, StateError

# Commands that never ask the database, or that manage the services themselves.
WITHOUT_DATABASE = {
    "up", "bench", "forget", "makemigrations", "check", "help", "version", "diffsettings", "collectstatic", "findstatic",
    "makemessages", "compilemessages", "startapp", "startproject",
}  # fmt: skip


def run(arguments: Sequence[str]) -> int:
    """Run one command line; returns the exit code. Refusals go to stderr as one line."""
    command = arguments[1] if len(arguments) > 1 else "help"
    if state := os.environ.get("YGDZ_STATE"):
        # Children run elsewhere: a relative path must mean the same folder to them.
        os.environ["YGDZ_STATE"] = os.path.abspath(state)
    try:
        if command == "test":
            from .trial import run as run_tests

            return run_tests(arguments[2:])
        return run_django(list(arguments), command)
    except StateError as error:
        print(f"manage.py: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def run_django(arguments: list[str], command: str) -> int:
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        _ = settings.INSTALLED_APPS  # Django itself goes on without settings and fails obscurely
    except ImproperlyConfigured as error:
        raise StateError(str(error)) from error
    # It reports that the history could not be compared where no server runs: nothing to compare, nothing wrong.
    warnings.filterwarnings(
        "ignore", message="Got an error checking a consistent migration history"
    )
    if "DATABASE_URL" in os.environ or not needs_database(command, arguments):
        execute_from_command_line(arguments)
        return 0
    # A state that goes live before anything was in it must not get demo accounts on the way.
    wishes = {"prepared": command != "migrate", "demo": command != "go_live"}
    with session(State.from_environment(), **wishes):
        execute_from_command_line(arguments)
    return 0


def needs_database(command: str, arguments: Sequence[str]) -> bool:
    import django
    from django.core.management import get_commands

    if command == "check" and any(each.startswith("--database") for each in arguments):
        return True
    if command == "prove" and "--live" not in arguments:
        return False  # flows are proved as they are written
    if command.startswith("-") or command in WITHOUT_DATABASE or {"-h", "--help"} & set(arguments):
        return False
    django.setup()
    return command in get_commands()  # a misspelt command starts nothing
