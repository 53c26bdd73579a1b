"""人员 and 任职: who holds which post since when. People are deactivated, never deleted."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.hashers import make_password

from flows.desk.models import Seat
from flows.desk.seats import SeatState
from flows.orgs.appointments import reasons_against, settle_back_office
from flows.orgs.first_password import first_password
from flows.orgs.kinds import CITY, DISTRICTS, PostCode
from flows.orgs.models import Appointment, Organization, Post, User
from flows.sheets import cells
from flows.sheets.problems import harmless

from . import words
from .bodies import Register
from .loading import ADD, ALTER, SAME, Account, Run
from .tables import EXAMPLE, Field, Form, Line

PEOPLE = Form(
    "people",
    "人员",
    (
        Field("number", "序号", help="可不填；写“示例”的行不读。"),
        Field("organization", "单位 单位名称 所在单位 工作单位", cells.name, need=True,
              help="与“单位”表或已登记的名称一致；村填“乡镇+村+村民委员会”。"),
        Field("district", "区 所属区 区县 所在区", words.district, help="有同名单位时填写。",
              choices=(*DISTRICTS.values(), "北京市")),
        Field("post", "岗位 任职岗位 岗位名称 职务", need=True, telling=True,
              help="该类单位的岗位全称，如“区发改科长”“乡镇经办人”，见空白表“填写说明”中的岗位一览。"),
        Field("name", "姓名 人员姓名", cells.name, need=True),
        Field("username", "账号 用户名 登录名 登录账号", words.username, need=True, telling=True,
              help="登录用，建后不改；不要用手机号、身份证号。"),
        Field("email", "电子邮箱 邮箱 电子邮件", words.email, help="接收提醒用。"),
        Field("started_on", "任职起 任职日期 任职开始 开始日期", cells.date, need=True, telling=True,
              help="如 2026-01-05，不能晚于今天。"),
        Field("ended_on", "任职止 离任日期 任职结束 结束日期", cells.date,
              help="离任、调岗时填写，不能晚于今天；在任的留空。"),
        Field("scope", "审计范围", words.district, help="只有审计人员填写：所审计的区，全市填“北京市”。",
              choices=(*DISTRICTS.values(), "北京市")),
        Field("active", "账号状态 状态", words.active, choices=("启用", "停用"),
              help="离开本系统的填“停用”；不变的留空。账号从不删除。"),
    ),
    ("人员", "任职"),
    ((EXAMPLE, "密云区示例镇人民政府", "", "乡镇经办人", "张三", "zhangsan", "", "2026-01-05", "", "", ""),),
)  # fmt: skip


class People:
    """Everybody there is, by account."""

    def __init__(self) -> None:
        self.all = {user.username.lower(): user for user in User.objects.all()}
        self.new: set[int] = set()

    def find(self, username: str) -> User | None:
        return self.all.get(username.lower())

    def add(self, run: Run, line: Line, post: Post) -> User:
        user = User(username=line["username"], full_name=line["name"], email=line["email"] or "")
        user.password = make_password(None)
        if run.passwords:
            user.must_change_password = True
            if not run.dry:
                user.password = _first_password(run, user, post)
        user.save(force_insert=True)
        self.all[user.username.lower()] = user
        self.new.add(user.pk)
        return user


def _first_password(run: Run, user: User, post: Post) -> str:
    """Make a password, put it into the answer, return its hash."""
    plain, hashed = first_password()
    run.accounts.append(
        Account(str(post.organization), post.title, user.full_name, user.username, plain)
    )
    return hashed


def take_people(run: Run, lines: list[Line], register: Register) -> None:
    """Whoever leaves a post leaves it first: then a change of posts in one file is no conflict."""
    people = People()
    for line in sorted(lines, key=lambda each: each["ended_on"] is None):
        body = _body(line, register)
        code = _post(line, body) if body else None
        if body and code and _dated(run, line) and _scoped(line, code):
            _take(run, line, people, register.post(body, code))


def _body(line: Line, register: Register) -> Organization | None:
    found = register.named(line["organization"], line["district"] or "")
    shown = harmless(line["organization"])
    if not found:
        line.fault("organization", "BODY_UNKNOWN", f"没有登记“{shown}”，请先在“单位”表中登记，或核对名称")  # fmt: skip
    elif len(found) > 1:
        where = "、".join(sorted({o.get_district_display() for o in found}))
        line.fault("organization", "BODY_SEVERAL", f"“{shown}”有几个（{where}），请填写“区”")
    else:
        return found[0]
    return None


def _post(line: Line, body: Organization) -> PostCode | None:
    """The post by its name, its code, or its name's end where that is enough (科长)."""
    wanted = line["post"].replace(" ", "")
    codes = [code for code in PostCode if code.organization_kind == body.kind]
    fitting = [code for code in codes if wanted in (code.label, code.value)]
    fitting = fitting or [code for code in codes if code.label.endswith(wanted)]
    if len(fitting) == 1:
        return fitting[0]
    known = "、".join(code.label for code in codes)
    message = f"“{body}”没有岗位“{harmless(wanted)}”，请填：{known}"
    line.fault("post", "POST_UNKNOWN", message)
    return None


def _dated(run: Run, line: Line) -> bool:
    start, end, before = line["started_on"], line["ended_on"], len(line.taker.errors)
    if start > run.today:
        line.fault("started_on", "DATE_FUTURE", f"任职起 {start} 晚于今天，请到任后再登记")
    if end and end > run.today:
        line.fault("ended_on", "DATE_FUTURE", f"任职止 {end} 晚于今天，请离任当天再登记；临时不在岗请用“代理”")  # fmt: skip
    if end and end < start:
        line.fault("ended_on", "DATE_ORDER", f"任职止 {end} 早于任职起 {start}，请核对")
    return len(line.taker.errors) == before


def _scoped(line: Line, code: PostCode) -> bool:
    scope = line["scope"] or ""
    if code == PostCode.AUDITOR and not scope:
        line.fault("scope", "SCOPE_MISSING", "审计人员必须填写审计范围：某区，或“北京市”")
    elif code != PostCode.AUDITOR and scope:
        line.fault("scope", "SCOPE_EXTRA", "只有审计人员填写审计范围，请清空")
    else:
        return True
    return False


def _take(run: Run, line: Line, people: People, post: Post) -> None:
    user = people.find(line["username"])
    if user is not None and user.full_name != line["name"]:
        line.fault("username", "USERNAME_TAKEN", f"账号“{user.username}”已属于{user.full_name}，请换一个账号；本人改名请在后台办理")  # fmt: skip
        return
    if user is None and (line["active"] is False or line["ended_on"]):
        line.fault("username", "USER_UNKNOWN", "没有这个账号；已离任、停用的人不必登记，请核对账号或删去本行")  # fmt: skip
        return
    there = [] if user is None else list(user.appointments.filter(post=post))
    reasons = _reasons(run, line, user, post, _open(there))
    for reason in reasons:
        line.fault("post", "NOT_ALLOWED", reason)
    if reasons:
        return
    made = user is None
    user = user or people.add(run, line, post)
    said = ["新账号"] if made else _settled(run, line, user, new=user.pk in people.new)
    if said is not None:
        _appoint(run, line, user, post, there, said)


def _reasons(
    run: Run, line: Line, user: User | None, post: Post, held: Appointment | None
) -> list[str]:
    """Separation of duty: a new appointment by the rule of orgs, an end never by oneself."""
    if user is None:
        return []
    if line["ended_on"]:
        own = held is not None and user == run.by
        return ["不能结束自己的任职，请由另一位系统管理员办理。"] if own else []
    return [] if held else reasons_against(user, post, by=run.by)


def _open(there: list[Appointment]) -> Appointment | None:
    return next((each for each in there if each.ended_on is None), None)


def _settled(run: Run, line: Line, user: User, *, new: bool) -> list[str] | None:
    """What changes in the account itself; None when it is refused."""
    said, wanted = [], line["active"]
    if wanted is False and user == run.by:
        line.fault("active", "NOT_ALLOWED", "不能停用自己的账号，请由另一位系统管理员办理")
        return None
    if wanted is not None and wanted != user.is_active:
        user.is_active = wanted
        said.append("启用账号" if wanted else "停用账号")
    if line["email"] and line["email"] != user.email:
        said.append("登记电子邮箱" if not user.email else "更换电子邮箱")
        user.email = line["email"]
    if said:
        user.save(update_fields=["is_active", "email"])
    return [] if new else said


def _appoint(
    run: Run, line: Line, user: User, post: Post, there: list[Appointment], said: list[str]
) -> None:
    start, end, scope = line["started_on"], line["ended_on"], line["scope"] or ""
    held = _open(there)
    past = next((each for each in there if each.started_on == start and each.ended_on), None)
    if held is None and past is None:
        Appointment.objects.create(user=user, post=post, started_on=start, ended_on=end, scope=scope)  # fmt: skip
        said = [*said, f"{start} 任{post}" + (f"，{end} 止" if end else "")]
    elif (other := _contradicts(held, past, start, end, scope)) is not None:
        line.fault(*other)
        return
    elif held is not None and end:
        held.ended_on = end
        held.save(update_fields=["ended_on"])
        said = [*said, f"{end} 不再任{post}"]
        _left_behind(run, user, post)
    settle_back_office(user)
    verb = (ADD if held is None and past is None else ALTER) if said else SAME
    run.say(line, verb, f"{user.full_name}（{user.username}）", "；".join(said) or str(post))


def _contradicts(
    held: Appointment | None, past: Appointment | None, start: dt.date, end: Any, scope: str
) -> tuple[str, str, str] | None:
    """What was registered is not rewritten by a file: the cell, a code and the cure, or None."""
    known = held or past
    assert known is not None
    if held is not None and held.started_on != start:
        return ("started_on", "APPOINTMENT_DIFFERS", f"这一任职已登记为 {held.started_on} 起，与表不符，请核对")  # fmt: skip
    if held is None and end is None:
        return ("ended_on", "APPOINTMENT_ENDED", f"这一任职已于 {known.ended_on} 结束；再次任职请填写新的任职起")  # fmt: skip
    if held is None and known.ended_on != end:
        return ("ended_on", "APPOINTMENT_DIFFERS", f"这一任职已登记为 {known.ended_on} 止，与表不符，请核对")  # fmt: skip
    if known.scope != scope:
        return ("scope", "APPOINTMENT_DIFFERS", f"审计范围已登记为“{_area(known.scope)}”，变更请先结束原任职")  # fmt: skip
    return None


def _area(code: str) -> str:
    return "北京市" if code == CITY else DISTRICTS.get(code, "（空）")


def _left_behind(run: Run, user: User, post: Post) -> None:
    """Open seats stay with a person who left until they are handed over: say so, and move nothing."""
    waiting = Seat.objects.filter(holder=user, post=post, state=SeatState.OPEN).count()
    if waiting:
        run.notes.append(f"{user.full_name}在“{post}”名下还有 {waiting} 件待办，请办理移交")
