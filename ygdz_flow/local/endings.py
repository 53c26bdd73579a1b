"""The two ways a state ends: thrown away (`forget`, `up --fresh`), or turned from demo to real (`go_live`)."""

import sys
from contextlib import ExitStack

from django.apps import apps
from django.conf import settings

from .state import State, StateError


def forget(state: State) -> None:
    """Remove the state folder and its database files. Refuses while anything runs on them."""
    if not settings.EMBEDDED:
        raise StateError("DATABASE_URL 已设置：这里只删除内置数据库，外部数据库请自行处理")
    with ExitStack() as stack:
        for name in ("up", "users", "keeper"):
            try:
                stack.enter_context(state.lock(name, wait=False))
            except BlockingIOError:
                raise StateError(f"{state.path} 正在使用中：先停止 up 和其他命令") from None
        state.remove()


def confirmed(state: State) -> bool:
    """Ask on the terminal; without one the answer is no."""
    print(
        f"将删除 {state.path} 与 {state.database_home} 中的全部数据（数据库、密钥、附件、邮件），不可恢复。",
        file=sys.stderr,
    )
    if not sys.stdin.isatty():
        raise StateError("没有终端可以确认；确要删除请加 --yes")
    return input("输入 yes 确认：").strip() == "yes"


def refuse_fresh(state: State) -> None:
    """`up --fresh` asks nothing, so it may only throw a demo away."""
    if state.is_live:
        raise StateError(
            f"{state.path} 是正式数据，up --fresh 不予清空；确要删除请用 manage.py forget"
        )


def go_live(state: State) -> str:
    """End the demo for good. Refuses where a simulated project lives in this state."""
    if not settings.EMBEDDED:
        raise StateError("使用 DATABASE_URL 时是否演示只由环境变量 YGDZ_DEMO 决定：去掉它即为正式")
    if state.is_live:
        return "本数据已是正式数据。"
    if state.is_locked("up"):
        raise StateError("系统正在运行：先停止 up，再执行 go_live")
    simulated = apps.get_model("flows", "Chain").objects.filter(simulated_at__isnull=False).count()
    if simulated:
        raise StateError(
            f"其中有 {simulated} 个项目在模拟日期上运行，不能与正式项目混放。"
            "请用新的数据文件夹：YGDZ_STATE=新路径 python3 manage.py go_live"
        )
    state.mark_live()
    return "本数据已转为正式数据，不能再转回演示。演示账号若已载入，请在管理后台停用。"
