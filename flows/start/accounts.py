"""The sheet of initial passwords: the one place where they can be read, once."""

from __future__ import annotations

from collections.abc import Iterable

from flows.sheets.writer import workbook

from .loading import Account

HEADINGS = ("单位", "岗位", "姓名", "账号", "初始口令（首次登录必须修改）")


def accounts_sheet(accounts: Iterable[Account]) -> bytes:
    """An xlsx to be handed out person by person; every password must be changed at first log-in."""
    rows = [(a.organization, a.post, a.name, a.username, a.password) for a in accounts]
    return workbook("初始口令", HEADINGS, rows)
