"""Workbooks made on the spot, as a district would send them."""

import io

from openpyxl import Workbook

from flows.orgs.models import User
from flows.start.kits import KITS
from flows.start.loading import load

BODIES = ["序号", "单位名称", "类别", "区", "乡镇", "村", "行业", "统一社会信用代码"]
PEOPLE = ["序号", "单位", "区", "岗位", "姓名", "账号", "电子邮箱", "任职起", "任职止", "审计范围", "账号状态"]  # fmt: skip
VILLAGES = ["序号", "区", "乡镇", "村"]


def book(**sheets):
    """An xlsx: a list of rows by sheet title."""
    made = Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def body(name="密云区甲镇人民政府", kind="乡镇人民政府", town="甲镇", village="", sector="", code="", district="密云区"):  # fmt: skip
    return [1, name, kind, district, town, village, sector, code]


def person(organization="密云区甲镇人民政府", post="乡镇经办人", name="周文", username="zhouwen", start="2026-01-05", end="", **more):  # fmt: skip
    return [
        1, organization, more.get("district", ""), post, name, username, more.get("email", ""),
        start, end, more.get("scope", ""), more.get("active", ""),
    ]  # fmt: skip


def orgs(*, bodies=(), people=(), villages=()):
    sheets = {"单位": [BODIES, *bodies], "人员": [PEOPLE, *people], "村": [VILLAGES, *villages]}
    return book(**{title: rows for title, rows in sheets.items() if len(rows) > 1})


def put(what, data, name="表.xlsx", **more):
    return load(KITS[what], name, data, **more)


def system():
    return User.objects.get(username="beijing.admin.system")


def codes(done):
    return [error.code for error in done.errors]
