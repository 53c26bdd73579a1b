"""政策参数: a change is a new row with a later effective date, never an edit of one in force."""

from __future__ import annotations

import difflib
import re
from typing import Any

from flows.engine.models import AsOf, Parameter, Strength
from flows.orgs.kinds import CITY
from flows.sheets import cells
from flows.sheets.cleaning import compact
from flows.sheets.problems import CellProblem, harmless
from flows.sheets.reader import Cell

from . import words
from .loading import ADD, ALTER, SAME, Run
from .tables import EXAMPLE, Field, Form, Line, Reading

_INTEGER = re.compile(r"\d{1,12}", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,6})?", re.ASCII)
_CODE = re.compile(r"[A-Za-z0-9_.]+")
# Units in which there is no half: what is counted, and days that a calendar counts.
WHOLE = {"工作日", "日", "天", "张", "周岁", "岁", "人", "次", "项", "年", "月", "个月"}


def _choice(kind: Any, what: str) -> Any:
    known = {label: value for value, label in kind.choices} | {v: v for v in kind.values}

    def read(cell: Cell) -> str:
        plain = compact(cells.text(cell))
        if plain and plain not in known:
            raise CellProblem("CHOICE_UNKNOWN", f"{what}“{harmless(plain)}”没有，请填：{'、'.join(kind.labels)}")  # fmt: skip
        return str(known[plain]) if plain else ""

    return read


def _key(cell: Cell) -> str:
    return compact(cells.text(cell))


PARAMETERS = Form(
    "parameters",
    "政策参数",
    (
        Field("number", "序号", help="可不填；写“示例”的行不读。"),
        Field("key", "参数 参数名 键 key", _key, need=True, telling=True,
              help="与后台“政策参数”中的名称一致。"),
        Field("value", "取值 值 value", need=True, telling=True, help="与原取值同一类型：数、名单或文字。"),
        Field("unit", "单位 计量单位 unit", help="可不填；填了必须与原单位一致。"),
        Field("strength", "强度 判定强度", _choice(Strength, "强度"), choices=tuple(Strength.labels),
              help="不填沿用原强度。"),
        Field("fund", "适用资金来源 资金来源", help="不分资金来源的留空。"),
        Field("district", "适用区 区", words.district, help="全市适用的留空。"),
        Field("effective_from", "生效日 生效日期", cells.date, need=True, telling=True,
              help="今天或以后，并晚于现行一行的生效日。"),
        Field("as_of", "按哪一天取值 取值日", _choice(AsOf, "取值日"), choices=tuple(AsOf.labels),
              help="不填沿用。"),
        Field("basis", "依据 文件依据", need=True, help="文件名称、文号。"),
    ),
    ("参数",),
    ((EXAMPLE, "step.receive.days", "3", "工作日", "预警", "", "密云区", "2027-01-01", "", "密云区承诺时限（文号）"),),
)  # fmt: skip


def take_parameters(run: Run, reading: Reading) -> None:
    rows = list(Parameter.objects.order_by("effective_from"))
    for line in reading.lines.get("parameters", []):
        key = _known_key(line, rows)
        if key:
            _take(run, line, rows, [row for row in rows if row.key == key])


def _known_key(line: Line, rows: list[Parameter]) -> str:
    keys = sorted({row.key for row in rows})
    if line["key"] in keys:
        return str(line["key"])
    near = difflib.get_close_matches(line["key"], keys, n=3, cutoff=0.5)
    cure = f"相近的有：{'、'.join(near)}" if near else "请照后台“政策参数”中的名称填写"
    line.fault("key", "KEY_UNKNOWN", f"没有参数“{harmless(line['key'])}”，{cure}")
    return ""


def _take(run: Run, line: Line, rows: list[Parameter], same_key: list[Parameter]) -> None:
    fund, district = line["fund"] or "", line["district"] or ""
    district = "" if district == CITY else district
    funds = {row.fund for row in rows}
    scope = [row for row in same_key if (row.fund, row.district) == (fund, district)]
    model = (scope or same_key)[-1]
    if fund not in funds:
        known = "、".join(sorted(filter(None, funds)))
        line.fault("fund", "FUND_UNKNOWN", f"资金来源“{harmless(fund)}”没有，已有：{known}")
    if line["unit"] and line["unit"] != model.unit:
        line.fault("unit", "UNIT_DIFFERS", f"单位应为“{model.unit or '（空）'}”，请换算后填写")
    elif wrong := wrong_value(line["value"], same_key, model.unit):
        line.fault("value", "VALUE_TYPE", wrong)
    if any(error.row == line.row for error in line.taker.errors):
        return
    wanted = Parameter(
        key=model.key, value=line["value"], unit=model.unit,
        strength=line["strength"] or model.strength, fund=fund, district=district,
        effective_from=line["effective_from"], as_of=line["as_of"] or model.as_of,
        basis=line["basis"][:200],
    )  # fmt: skip
    _write(run, line, rows, scope, wanted)


def wrong_value(text: str, same_key: list[Parameter], unit: str) -> str:
    """Why ``text`` is not of the kind of the values there are; "" when it is."""
    olds = [row.value for row in same_key]
    if len(text) > 300:
        return "取值过长，最多 300 字"
    if all(_NUMBER.fullmatch(old) for old in olds):
        return _wrong_number(text, olds, unit)
    codes = [part for old in olds for part in old.split(",") if "," in old]
    listed = codes and all(_CODE.fullmatch(part) for part in codes)
    if listed and not all(_CODE.fullmatch(part) for part in re.split("[,，]", text)):
        return f"取值是代码名单，用逗号分开，如 {olds[-1][:60]}"
    return ""


def _wrong_number(text: str, olds: list[str], unit: str) -> str:
    if not _NUMBER.fullmatch(text):
        return f"取值应为数，如 {olds[-1]}；百分比请写成小数（15% 写 0.15）"
    whole = unit in WHOLE and all(_INTEGER.fullmatch(old) for old in olds)
    if whole and not _INTEGER.fullmatch(text):
        return f"取值应为整数（{unit}），如 {olds[-1]}"
    share = any("." in old for old in olds) and all(0 <= float(old) <= 1 for old in olds)
    if share and not 0 <= float(text) <= 1:
        return f"取值是比例，应在 0 到 1 之间，如 {olds[-1]}"
    return ""


def _write(
    run: Run, line: Line, rows: list[Parameter], scope: list[Parameter], wanted: Parameter
) -> None:
    """A new row; a row that is not in force yet may still be corrected; one in force never."""
    there = next((row for row in scope if row.effective_from == wanted.effective_from), None)
    names = ("value", "strength", "as_of", "basis")
    what = f"{wanted.key}{f'（{wanted.fund}）' if wanted.fund else ''}"
    if there is not None and all(getattr(there, n) == getattr(wanted, n) for n in names):
        run.say(line, SAME, what)
        return
    newest = max((row.effective_from for row in scope if row.effective_from <= run.today), default=None)  # fmt: skip
    if wanted.effective_from < run.today or (newest and wanted.effective_from <= newest):
        said = f"现行一行 {newest} 生效，" if newest else ""
        line.fault("effective_from", "IN_FORCE", f"{said}已生效的参数不改写；请另填今天（{run.today}）或以后、且更晚的生效日")  # fmt: skip
        return
    if there is not None:
        was = there.value
        for name in names:
            setattr(there, name, getattr(wanted, name))
        there.save()
        run.say(line, ALTER, what, f"尚未生效的一行（{there.effective_from}）由 {was} 改为 {wanted.value}")  # fmt: skip
        return
    wanted.save(force_insert=True)
    rows.append(wanted)
    rows.sort(key=lambda row: row.effective_from)
    before = f"，此前为 {scope[-1].value}" if scope else ""
    run.say(line, ADD, what, f"{wanted.effective_from} 起 {wanted.value}{wanted.unit}{before}")
