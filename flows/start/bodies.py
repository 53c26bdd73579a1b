"""单位 and 村: bodies with the posts of their kind. Nothing is renamed or deleted from a file."""

from __future__ import annotations

from typing import Any

from flows.orgs.kinds import CITY, CITY_KINDS, DISTRICTS, OrganizationKind, PostCode
from flows.orgs.models import Organization, Post
from flows.sheets import cells

from . import words
from .loading import ADD, ALTER, SAME, Run
from .tables import EXAMPLE, Field, Form, Line

K = OrganizationKind
SECTORS = ("住建", "交通", "水务", "园林绿化", "文旅")
IN_TOWN, IN_VILLAGE = (K.VILLAGE, K.OVERSIGHT, K.TOWNSHIP), (K.VILLAGE, K.OVERSIGHT)
AREA = (*DISTRICTS.values(), "北京市")

BODIES = Form(
    "bodies",
    "单位",
    (
        Field("number", "序号", help="可不填；写“示例”的行不读。"),
        Field("name", "单位名称 名称 单位 单位全称 机构名称", cells.name, need=True, help="公章上的全称。"),
        Field("kind", "类别 单位类别 单位类型 类型", words.kind, need=True, telling=True,
              choices=tuple(kind.label for kind in K), help="从下拉中选；决定有哪些岗位。"),
        Field("district", "区 所属区 区县 所在区", words.district, need=True, choices=AREA,
              help="市级单位填“北京市”。"),
        Field("town", "乡镇 所属乡镇 乡镇街道 镇", words.place, help="乡镇、村和村务监督必填。"),
        Field("village", "村 行政村 所属村", words.place, help="村委会、村务监督必填。"),
        Field("sector", "行业 所管行业 主管行业", words.place, telling=True, choices=SECTORS,
              help="行业主管部门必填，与政策参数“sector.of.…”一致。"),
        Field("credit_code", "统一社会信用代码 信用代码 社会信用代码", words.credit_code, telling=True,
              help="有就填，18 位。"),
    ),
    ("单位",),
    (
        (EXAMPLE, "密云区示例镇人民政府", K.TOWNSHIP.label, "密云区", "示例镇", "", "", ""),
        (EXAMPLE, "密云区水务局", K.SECTOR.label, "密云区", "", "", "水务", ""),
    ),
)  # fmt: skip

VILLAGES = Form(
    "villages",
    "村",
    (
        Field("number", "序号", help="可不填；写“示例”的行不读。"),
        Field("district", "区 所属区 区县 所在区", words.district, need=True, choices=AREA[:-1]),
        Field("town", "乡镇 所属乡镇 乡镇街道 镇", words.place, need=True),
        Field("village", "村 行政村 村名 村名称", words.place, need=True,
              help="一村一行，自动建立村民委员会和村务监督委员会两个单位。"),
    ),
    ("村",),
    ((EXAMPLE, "密云区", "示例镇", "示例村"),),
)  # fmt: skip


class Register:
    """Every organisation there is, kept at hand while rows are written."""

    def __init__(self) -> None:
        self.all: list[Organization] = list(Organization.objects.all())
        there = Post.objects.select_related("organization")
        self.posts = {(post.organization_id, post.code): post for post in there}

    def named(self, name: str, district: str = "") -> list[Organization]:
        return [o for o in self.all if o.name == name and district in ("", o.district)]

    def add(self, **facts: Any) -> Organization:
        """A new body with a post for every function its kind has."""
        body = Organization.objects.create(**facts)
        codes = [code for code in PostCode if code.organization_kind == body.kind]
        made = Post.objects.bulk_create(Post(organization=body, code=code) for code in codes)
        self.posts |= {(body.pk, post.code): post for post in made}
        self.all.append(body)
        return body

    def post(self, body: Organization, code: str) -> Post:
        if (body.pk, code) not in self.posts:
            self.posts[(body.pk, code)] = Post.objects.create(organization=body, code=code)
        return self.posts[(body.pk, code)]


def take_bodies(run: Run, lines: list[Line], register: Register) -> None:
    for line in lines:
        if _placed(line):
            _take_body(run, line, register)


def _placed(line: Line) -> bool:
    """Whether the body's kind and its place fit; what does not is refused."""
    kind, district, before = line["kind"], line["district"], len(line.taker.errors)
    if (kind in CITY_KINDS) and district != CITY:
        line.fault("district", "DISTRICT_KIND", f"{kind.label}是市级单位，区应填“北京市”")
    if kind not in (*CITY_KINDS, K.OPERATIONS, K.AUDIT) and district == CITY:
        line.fault("district", "DISTRICT_KIND", f"{kind.label}是区里的单位，请填写所属区")
    if kind in IN_TOWN and not line["town"]:
        line.fault("town", "TOWN_MISSING", f"{kind.label}必须填写乡镇")
    if kind in IN_VILLAGE and not line["village"]:
        line.fault("village", "VILLAGE_MISSING", f"{kind.label}必须填写村")
    if kind == K.SECTOR and not line["sector"]:
        line.fault("sector", "SECTOR_MISSING", "行业主管部门必须填写所管行业，如“水务”")
    return len(line.taker.errors) == before


def _take_body(run: Run, line: Line, register: Register) -> None:
    facts = {name: line[name] or "" for name in ("name", "kind", "district", "town", "village", "sector")}  # fmt: skip
    code = line["credit_code"] or ""
    owner = next((o for o in register.all if code and o.credit_code == code), None)
    body = next((o for o in register.named(facts["name"], facts["district"]) if o.kind == facts["kind"]), None)  # fmt: skip
    if owner is not None and owner != body:
        line.fault("credit_code", "CREDIT_CODE_TAKEN", f"这个信用代码已属于“{owner}”，请核对；单位改名请在后台办理")  # fmt: skip
    elif body is None:
        body = register.add(**facts, credit_code=code)
        run.say(line, ADD, body, f"{body.get_kind_display()}，{body.get_district_display()}{body.town}{body.village}")  # fmt: skip
    else:
        _compare(run, line, body, facts, code)


def _compare(run: Run, line: Line, body: Organization, facts: dict[str, Any], code: str) -> None:
    """A body that is there: only an empty credit code is filled in; a place is not moved by a file."""
    for name in ("town", "village", "sector"):
        if facts[name] != getattr(body, name):
            line.fault(name, "BODY_DIFFERS", f"“{body}”已登记为“{getattr(body, name) or '（空）'}”，与表不符；确需更正请在后台办理")  # fmt: skip
            return
    if code and body.credit_code and code != body.credit_code:
        line.fault("credit_code", "BODY_DIFFERS", f"“{body}”已登记另一个信用代码，确需更正请在后台办理")  # fmt: skip
    elif code and not body.credit_code:
        body.credit_code = code
        body.save(update_fields=["credit_code"])
        run.say(line, ALTER, body, "补登统一社会信用代码")
    else:
        run.say(line, SAME, body)


def take_villages(run: Run, lines: list[Line], register: Register) -> None:
    """A village is two bodies: its committee and the one that watches it (村民委员会组织法32)."""
    for line in lines:
        district, town, village = line["district"], line["town"], line["village"]
        if district == CITY:
            line.fault("district", "DISTRICT_KIND", "村要填写所属区")
            continue
        made = [
            str(register.add(name=f"{town}{village}{kind.label}", kind=kind, district=district, town=town, village=village))
            for kind in IN_VILLAGE
            if not any((o.kind, o.district, o.town, o.village) == (kind, district, town, village) for o in register.all)
        ]  # fmt: skip
        run.say(line, ADD if made else SAME, f"{town}{village}", "、".join(made))
