"""The catalogue of checks (domain.md 5.1): what there is to check, how grave, on what basis."""

from __future__ import annotations

from dataclasses import dataclass

from ..states import Measure
from .items import ITEMS


@dataclass(frozen=True)
class Check:
    """One kind of checkpoint (domain.md 5.1): when it is due by default, and on what basis.

    ``items`` are looked at one by one on site, ``evidence`` is what must be handed in, ``measure``
    what a defect brings about at once; ``counts_heads``: people on site are counted against the
    day's attendance.
    """

    code: str
    severity: str
    title: str
    basis: str
    last_month: bool = False  # planned for the last month of the works, else for the first
    is_concealed: bool = False
    items: tuple[str, ...] = ()
    evidence: str = ""
    measure: Measure = Measure.NONE
    counts_heads: bool = False


CHECKS: dict[str, Check] = {
    check.code: check
    for check in (
        Check(
            "Q1",
            "A",
            "隐蔽工程",
            "建设工程质量管理条例30；北京市建设工程质量条例44–45",
            is_concealed=True,
            items=ITEMS["Q1"],
            evidence="隐蔽前影像、自检记录、检测数据；监理签认后方可覆盖",
            measure=Measure.STOP,
        ),
        Check(
            "Q2",
            "B",
            "材料、构件报验和见证取样",
            "建设工程质量管理条例31、37",
            items=ITEMS["Q2"],
            evidence="合格证、试验报告、见证取样记录",
        ),
        Check(
            "Q3",
            "B",
            "关键工序",
            "设计文件和行业规范；建设工程质量管理条例37",
            last_month=True,
            items=ITEMS["Q3"],
            evidence="实测记录、检测报告、影像",
        ),
        Check(
            "Q4",
            "C",
            "旁站、巡视、平行检验",
            "建设工程质量管理条例38",
            items=ITEMS["Q4"],
            evidence="监理日志、旁站记录、平行检验记录",
        ),
        Check(
            "SF1",
            "B",
            "安全交底双方签字",
            "建设工程安全生产管理条例27",
            items=ITEMS["SF1"],
            evidence="安全技术交底单、签字表",
        ),
        Check(
            "SF2",
            "A",
            "未培训、不合格上岗",
            "建设工程安全生产管理条例37；安全生产法28",
            items=ITEMS["SF2"],
            evidence="培训档案、当日考勤",
            measure=Measure.REMOVE,
            counts_heads=True,
        ),
        Check(
            "SF3",
            "A",
            "特种作业持证",
            "建设工程安全生产管理条例25",
            items=ITEMS["SF3"],
            evidence="特种作业操作证、人员清单",
            measure=Measure.REMOVE,
        ),
        Check(
            "SF4",
            "B",
            "防护用品与临时用电",
            "安全生产法45",
            items=ITEMS["SF4"],
            evidence="现场照片、用品发放记录",
        ),
        Check(
            "PG1",
            "C",
            "进度偏差",
            "施工合同",
            items=ITEMS["PG1"],
            evidence="形象进度、进度计划",
        ),
        Check(
            "PG2",
            "C",
            "投资完成、支付率与进度",
            "政府投资条例27",
            items=ITEMS["PG2"],
            evidence="支付台账、计量签认单",
        ),
        Check(
            "W1",
            "A",
            "用工实名",
            "保障农民工工资支付条例28",
            items=ITEMS["W1"],
            evidence="用工名册、现场点名",
            measure=Measure.HOLD,
            counts_heads=True,
        ),
        Check(
            "W2",
            "B",
            "考勤与现场人数核对",
            "保障农民工工资支付条例28；实施意见三(二)",
            last_month=True,
            items=ITEMS["W2"],
            evidence="现场清点、当日点名表",
            counts_heads=True,
        ),
        Check(
            "W3",
            "B",
            "培训率和技能匹配",
            "实施意见三(三)",
            items=ITEMS["W3"],
            evidence="培训签到表、照片、教材",
        ),
        Check(
            "W4",
            "A",
            "报酬按月足额到卡",
            "保障农民工工资支付条例11–15、31",
            last_month=True,
            items=ITEMS["W4"],
            evidence="发放台账、银行回单、本人确认",
            measure=Measure.HOLD,
        ),
        Check(
            "W5",
            "B",
            "专户、保证金、告示牌、劳资专管员",
            "保障农民工工资支付条例26–34",
            items=ITEMS["W5"],
            evidence="账户证明、保证金凭证、告示牌照片",
        ),
        Check(
            "W6",
            "B",
            "公示牌和报酬公示",
            "实施意见三(四)、五(一)",
            items=ITEMS["W6"],
            evidence="公示牌照片、报酬公示张贴照片和起止日期",
        ),
        Check(
            "W7",
            "B",
            "机械替代人工",
            "实施意见三(四)",
            items=ITEMS["W7"],
            evidence="机械台班记录、现场人数",
            counts_heads=True,
        ),
        Check(
            "W8",
            "A",
            "外地人员充本地、管理人员充抵",
            "实施意见一(一)、三(四)",
            items=ITEMS["W8"],
            evidence="户籍或居住证明、工种和岗位对照",
            measure=Measure.HOLD,
        ),
        Check(
            "W9",
            "A",
            "转包、挂靠",
            "保障农民工工资支付条例36；实施意见二(四)",
            items=ITEMS["W9"],
            evidence="施工合同、项目负责人任命、付款凭证",
            measure=Measure.STOP,
        ),
        Check(
            "V1",
            "A",
            "务工人员回访",
            "保障农民工工资支付条例11；实施意见五(一)",
            evidence="回访单：是否本人务工、到手金额",
        ),
    )
}
PARTS: dict[tuple[str, str], str] = {
    ("Q1", "水利"): "渠基与垫层",
    ("Q3", "水利"): "混凝土衬砌",
    ("Q1", "交通"): "路基与垫层",
    ("Q3", "交通"): "混凝土面层",
    ("Q1", "林业"): "整地与换土",
    ("Q3", "林业"): "栽植",
    ("Q1", "农村生产生活"): "路基与垫层",
    ("Q3", "农村生产生活"): "混凝土面层",
    ("Q1", "文化旅游"): "基础与垫层",
    ("Q3", "文化旅游"): "面层与构件安装",
}


def name_of(check: Check, field: str) -> str:
    """``隐蔽工程：渠基与垫层`` where the field has its own part, else the plain title."""
    part = PARTS.get((check.code, field))
    return f"{check.title}：{part}" if part else check.title
