"""Cells of these tables: districts, kinds of organisations, accounts, codes."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from stdnum.cn import uscc

from flows.orgs.kinds import CITY, DISTRICTS, OrganizationKind
from flows.sheets import cells
from flows.sheets.cleaning import compact
from flows.sheets.problems import CellProblem, harmless
from flows.sheets.reader import Cell

K = OrganizationKind
_KINDS = {kind.label: kind for kind in K} | {kind.value: kind for kind in K}
_KINDS |= {
    "村委会": K.VILLAGE, "村": K.VILLAGE, "村监委会": K.OVERSIGHT, "村务监督": K.OVERSIGHT,
    "乡镇政府": K.TOWNSHIP, "乡镇": K.TOWNSHIP, "镇政府": K.TOWNSHIP, "街道办事处": K.TOWNSHIP,
    "区发展改革委": K.DRC, "区发改委": K.DRC, "发展改革委": K.DRC, "发改委": K.DRC,
    "农业农村局": K.AGRI, "行业部门": K.SECTOR, "行业主管": K.SECTOR, "财政局": K.FINANCE,
    "区人力社保局": K.HRSS, "人力社保局": K.HRSS, "区人社局": K.HRSS, "人社局": K.HRSS,
    "区政府": K.GOVERNMENT, "业主": K.OWNER, "业主单位": K.OWNER, "施工": K.CONTRACTOR,
    "监理": K.SUPERVISOR, "市发展改革委": K.CITY_DRC, "市发改委": K.CITY_DRC, "审计局": K.AUDIT,
    "审计": K.AUDIT,
}  # fmt: skip
_DISTRICTS = {label: code for code, label in DISTRICTS.items()} | {"北京市": CITY, "全市": CITY}
_DISTRICTS |= {label.removesuffix("区"): code for code, label in DISTRICTS.items()}
_DISTRICTS |= {code: code for code in (*DISTRICTS, CITY)} | {"市级": CITY, "北京": CITY}
_USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{1,59}")


def district(cell: Cell) -> str:
    """A district's code, 110000 for the city, "" when empty."""
    plain = compact(cells.text(cell))
    if plain and plain not in _DISTRICTS:
        message = f"“{harmless(plain)}”不是北京的区，请填如“密云区”，市级填“北京市”"
        raise CellProblem("DISTRICT_UNKNOWN", message)
    return _DISTRICTS.get(plain, "")


def kind(cell: Cell) -> OrganizationKind | None:
    plain = compact(cells.text(cell))
    if plain and plain not in _KINDS:
        message = f"单位类别“{harmless(plain)}”没有，请从模板的下拉中选，如“{K.TOWNSHIP.label}”"
        raise CellProblem("KIND_UNKNOWN", message)
    return _KINDS.get(plain)


def credit_code(cell: Cell) -> str:
    plain = compact(cells.text(cell)).upper()
    if plain and not uscc.is_valid(plain):
        message = "统一社会信用代码应为 18 位且校验位相符，请对照证书核对"
        raise CellProblem("CREDIT_CODE", message)
    return plain


def username(cell: Cell) -> str:
    plain = compact(cells.text(cell))
    if plain.isdigit() and len(plain) > 8:
        message = "账号不能用手机号、身份证号等长号码，请改用拼音或工号"
        raise CellProblem("USERNAME_NUMBER", message)
    if plain and not _USERNAME.fullmatch(plain):
        message = f"账号“{harmless(plain)}”只能用字母、数字和 . _ - @ +，2 至 60 个字符"
        raise CellProblem("USERNAME_FORMAT", message)
    return plain


def email(cell: Cell) -> str:
    plain = compact(cells.text(cell))
    try:
        if plain:
            validate_email(plain)
    except ValidationError as error:
        raise CellProblem("EMAIL_FORMAT", "电子邮箱格式不对，请填如 name@example.cn") from error
    return plain


def active(cell: Cell) -> bool | None:
    """Whether the account is to be used; None leaves it as it is."""
    plain = compact(cells.text(cell))
    known = {"": None, "启用": True, "在用": True, "正常": True, "停用": False, "注销": False}
    if plain not in known:
        message = f"账号状态“{harmless(plain)}”读不懂，请填“启用”或“停用”，不变的留空"
        raise CellProblem("STATUS_UNKNOWN", message)
    return known[plain]


def place(cell: Cell) -> str:
    """A town's or a village's name without spaces."""
    plain = compact(cells.text(cell))
    return "" if cells.says_nothing(plain) else plain
