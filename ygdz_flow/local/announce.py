"""What `up` tells the person who started it."""

import importlib.util
import sys
from contextlib import suppress

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.module_loading import import_string

from .state import State


def say(text: str) -> None:
    """Tell the terminal, unless it is gone: closing it is one way to stop us, and stopping must go on."""
    with suppress(OSError):
        print(text, file=sys.stderr, flush=True)


def accounts(state: State) -> str:
    """The demo accounts with their one password; where this is no demo, how to make the first account."""
    if not settings.YGDZ_DEMO_STATE or not state.wants_demo:
        if get_user_model().objects.exists():
            return ""
        return "还没有账号。建立第一个管理员：python3 manage.py createsuperuser"
    rows = import_string("flows.demo.organisation.accounts")()
    width = max((len(username) for username, _ in rows), default=0)
    lines = [f"  {username:<{width}}  {display}" for username, display in rows]
    where = state.path / "demo-password"
    head = f"演示账号，密码都是 {state.demo_password()}（存于 {where}）："
    return "\n".join([head, *lines])


def wants_projects(state: State) -> bool:
    """True where a demo is wanted and the database has no project yet."""
    if not settings.YGDZ_DEMO_STATE or not state.wants_demo:
        return False
    if importlib.util.find_spec("flows.demo.projects") is None:  # not built yet
        return False
    return not apps.get_model("flows", "Project").objects.exists()
