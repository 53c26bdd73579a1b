"""The words of the tables: every heading met in the field, and the marks cells are filled with.

The first word of each line of headings is the one our own templates use.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from flows.sheets.cleaning import heading_key

Kind = Literal["roster", "attendance", "payroll", "receipts", "survey"]
Words = Mapping[str, Mapping[str, None]]


@dataclass(frozen=True)
class Table:
    """A kind of table by its words: ``synonyms`` are heading keys by field, ``labels`` our own
    headings; ``telling`` fields or ``hints`` in a title say that it is this one."""

    kind: str
    synonyms: Words
    labels: Mapping[str, str]
    required: tuple[str, ...]
    telling: frozenset[str]
    hints: tuple[str, ...]


# What people have said of their own headings: {kind: {heading key: field}}.
Learned = Mapping[str, Mapping[str, str]]

KINDS: tuple[Kind, ...] = ("roster", "attendance", "payroll", "receipts", "survey")
MONTHLESS = {"roster", "survey"}  # about people, not about a month of theirs

_PERSON = {
    "name": "姓名 工人姓名 人员姓名 务工人员姓名 务工人员 职工姓名",
    "id_number": "身份证号 身份证号码 公民身份号码 公民身份证号码 公民身份证号 证件号码 证件号 居民身份证号 居民身份证号码 身份证",
}
_TRADE = "工种 工种/岗位 岗位 岗位/工种 用工岗位 岗位名称 务工岗位"
_CARD = {
    "card_number": "银行卡号 工资卡号 卡号 银行账号 银行帐号 工资卡账号 收款账号 开户账号 社保卡号 银行卡账号",
    "card_holder": "户名 开户名 账户名 账户名称 开户人 持卡人 卡户名 收款户名 户主姓名",
}
_RATE = "单价 报酬标准 工资标准 日工资 日工资标准 劳务报酬标准 日报酬 工日单价 日单价 发放标准"
_DAYS = "出勤工日 出勤天数 工日 工日数 出勤日数 计薪工日 计薪天数 出工天数 出工工日 实际出勤 合计出勤 出勤合计 工作时间"
_NOTE = "备注 说明 备注说明"

_WORDS: dict[Kind, dict[str, str]] = {
    "roster": {
        "name": _PERSON["name"],
        "sex": "性别",
        "id_number": _PERSON["id_number"],
        "town": "户籍乡镇 乡镇 所在乡镇 户籍所在乡镇 乡镇街道",
        "village": "户籍村 所在村 村 户籍所在村 行政村 户籍所在地",
        "priority_tag": "优先标签 优先吸纳类别 重点群体 优先群体 优先类别 重点群体类别",
        "phone": "联系电话 联系方式 手机号 手机号码 电话 手机 电话号码",
        "trade": _TRADE,
        "skill_level": "技能等级 技能级别 职业技能等级 技能水平",
        "training_date": "安全培训日期 培训日期 岗前培训日期 安全培训时间 培训时间",
        "training_score": "培训成绩 考核成绩 安全培训成绩 成绩",
        "agreement_number": "协议编号 劳务协议编号 用工协议编号 合同编号 协议号 劳动合同编号",
        "agreement_kind": "协议类型 合同类型 用工协议类型 协议种类",
        "agreement_from": "协议开始 协议开始日期 协议起始日期 合同开始日期 协议起",
        "agreement_until": "协议结束 协议结束日期 协议终止日期 合同结束日期 协议止",
        "insurance": "保险 参保情况 工伤保险 保险情况 参加保险",
        "daily_rate": _RATE.replace("单价 报酬标准", "报酬标准 单价"),
        "piece_rate": "计件单价 计件标准 计件报酬标准",
        "piece_unit": "计件单位 计量单位",
        "card_number": _CARD["card_number"],
        "card_holder": _CARD["card_holder"],
        "bank": "开户行 开户银行 银行 银行名称 开户行名称",
        "entry_date": "进场日期 进场时间 入场日期 进场日 入场时间 上岗日期",
        "exit_date": "离场日期 离场时间 退场日期 离场日 退场时间 离岗日期",
        "support_basis": "兜底依据 困难群体兜底依据 兜底安置依据 困难群体依据",
        "category": "人员类别 人员类型 类别 用工类别",
        "note": _NOTE,
    },
    "attendance": {
        "name": _PERSON["name"],
        "id_number": _PERSON["id_number"],
        "stated_days": _DAYS + " 合计 小计 合计天数 合计工日",
    },
    "payroll": {
        "name": _PERSON["name"],
        "id_number": _PERSON["id_number"],
        "trade": _TRADE,
        "days": _DAYS,
        "pieces": "计件数量 计件量 计件工程量 完成数量 完成件数",
        "rate": _RATE,
        "gross": "应发 应发金额 应发工资 应发报酬 应发劳务报酬 应付金额 应发合计",
        "adjustment": "奖扣 奖励/扣减 奖惩 奖扣金额 奖罚 扣减 增减 奖励扣减",
        "net": "实发 实发工资 实发金额 实发报酬 实发劳务报酬 实付金额 实发合计",
        "card_number": _CARD["card_number"],
        "card_holder": _CARD["card_holder"],
        "pay_date": "发放日期 发放时间 支付日期 计划发放日期",
        "confirmed": "本人确认 确认 是否确认 确认情况 务工人员确认 本人是否确认 本人签字确认",
        "note": _NOTE,
    },
    "receipts": {
        "trade_date": "交易日期 交易时间 记账日期 入账日期 支付日期 付款日期 处理日期 日期",
        "serial": "流水号 交易流水号 业务流水号 凭证号 回单编号 回单号 交易流水",
        "holder": "收款户名 户名 收款人 收款人名称 收款人户名 对方户名 收款人姓名 姓名",
        "card_number": "收款账号 账号 收款帐号 收款人账号 对方账号 银行卡号 卡号 收款卡号",
        "amount": "金额 交易金额 发生额 支付金额 付款金额 转账金额 实发金额",
        "succeeded": "交易状态 状态 处理结果 支付状态 处理状态 交易结果 付款状态 代发结果",
        "remark": "附言 备注 摘要 用途 交易附言 附言/用途 失败原因",
    },
    "survey": {
        "name": _PERSON["name"],
        "id_number": _PERSON["id_number"],
        "sex": "性别",
        "town": "户籍乡镇 乡镇 所在乡镇 户籍所在乡镇 乡镇街道",
        "village": "户籍村 所在村 村 户籍所在村 行政村 户籍所在地",
        "phone": "联系电话 联系方式 手机号 手机号码 电话 手机 电话号码",
        "skills": "技能 技能特长 特长 掌握技能 劳动技能 主要技能 会什么",
        "wish": "愿意从事 务工意愿 意愿岗位 意向岗位 意向工种 愿意从事工种 愿意从事岗位 就业意愿",
        "months": "可务工月份 可务工时间 可务工时段 务工时间 务工时段 可出工月份",
        "priority_tag": "优先标签 优先吸纳类别 重点群体 优先群体 优先类别 重点群体类别",
        "tag_basis": "认定依据 认定文件 认定材料 优先依据",
        "tag_body": "认定单位 认定部门 认定机构",
        "note": _NOTE,
    },
}
SYNONYMS: dict[Kind, dict[str, dict[str, None]]] = {
    kind: {
        name: dict.fromkeys(heading_key(word) for word in words.split())
        for name, words in table.items()
    }
    for kind, table in _WORDS.items()
}
KEY_WORDS = {
    *SYNONYMS["roster"]["name"],
    *SYNONYMS["roster"]["id_number"],
    *SYNONYMS["receipts"]["card_number"],
}
LABELS: dict[Kind, dict[str, str]] = {
    kind: {name: words.split()[0] for name, words in table.items()}
    for kind, table in _WORDS.items()
}
REQUIRED: dict[Kind, tuple[str, ...]] = {
    "roster": ("name", "id_number"),
    "attendance": ("name", "id_number"),
    "payroll": ("name", "id_number", "days", "rate", "gross", "net", "card_number"),
    "receipts": ("trade_date", "card_number", "amount", "succeeded"),
    "survey": ("name", "id_number"),
}
TELLING: dict[Kind, set[str]] = {
    "roster": set(LABELS["roster"]) - set(LABELS["payroll"]) - {"sex", "bank", "daily_rate"},
    "attendance": set(),
    "payroll": {"days", "gross", "adjustment", "net", "pay_date", "confirmed"},
    "receipts": {"trade_date", "serial", "amount", "succeeded"},
    # Shared with the roster, so that what only a survey asks decides between the two.
    "survey": set(LABELS["survey"]) - {"name", "id_number", "sex", "note"},
}
TITLES: dict[Kind, str] = {
    "roster": "用工名册",
    "attendance": "考勤表",
    "payroll": "劳务报酬发放台账",
    "receipts": "银行回单",
    "survey": "劳动力摸底表",
}
HINTS: dict[Kind, tuple[str, ...]] = {
    "roster": ("名册", "花名册", "人员登记"),
    "attendance": ("考勤", "出勤表"),
    "payroll": ("劳务报酬发放", "发放台账", "工资发放", "工资表", "支付台账", "劳务报酬表"),
    "receipts": ("回单", "代发结果", "交易明细", "支付结果"),
    "survey": ("摸底",),
}
LEDGERS = tuple(
    Table(kind, SYNONYMS[kind], LABELS[kind], REQUIRED[kind], frozenset(TELLING[kind]), HINTS[kind])
    for kind in KINDS
)


def ledgers_with(learned: Learned) -> tuple[Table, ...]:
    """Our tables with the words of ``learned`` added. A heading that a table knows keeps its meaning,
    a field that it does not have is left out."""
    return tuple(
        replace(table, synonyms=_taught(table, learned[table.kind]))
        if learned.get(table.kind)
        else table
        for table in LEDGERS
    )


def _taught(table: Table, words: Mapping[str, str]) -> Words:
    known = {key for keys in table.synonyms.values() for key in keys}
    more: dict[str, dict[str, None]] = {name: dict(keys) for name, keys in table.synonyms.items()}
    for key, name in words.items():
        if key and key not in known and name in more:
            more[name][key] = None
    return more


MAY_REPEAT = {
    "trade",
    "note",
    "remark",
    "bank",
    "town",
    "village",
    "phone",
    "sex",
    "serial",
    "stated_days",
}

NOTHING = {"", "-", "--", "—", "——", "/", "\\", "无"}

FULL_DAY = {"√", "✓", "✔", "☑", "1", "1.0", "全", "全天", "出勤", "TRUE"}
HALF_DAY = {"半", "半天", "0.5", ".5", "½", "1/2", "1⁄2"}
ABSENT = {"", "0", "0.0", "×", "✗", "✘", "X", "空", "休", "缺", "假", "FALSE"} | NOTHING
YES = {"已确认", "确认", "是", "√", "✓", "✔", "☑", "有", "已签", "已签字", "Y", "YES", "1", "TRUE"}
NO = {"未确认", "待确认", "否", "×", "✗", "✘", "X", "未签", "未签字", "N", "NO", "0", "FALSE"}
_DONE_BY = ("", "交易", "支付", "付款", "处理", "代发", "转账")
SUCCEEDED = {f"{verb}成功" for verb in _DONE_BY} | {"已入账", "已到账"}
BOUNCED = {f"{verb}失败" for verb in _DONE_BY} | {"退汇", "已退汇", "退票", "已退票", "已退回"}
