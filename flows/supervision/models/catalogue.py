"""The catalogue of checks (domain.md 5.1): what there is to check, how grave, on what basis."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """One kind of checkpoint (domain.md 5.1): when it is due by default, and on what basis."""

    code: str
    severity: str
    title: str
    basis: str
    last_month: bool = False  # planned for the last month of the works, else for the first
    is_concealed: bool = False


CHECKS: dict[str, Check] = {
    check.code: check
    for check in (
        Check(
            "Q1",
            "A",
            "隐蔽工程",
            "建设工程质量管理条例30；北京市建设工程质量条例44–45",
            False,
            True,
        ),
        Check("Q2", "B", "材料、构件报验和见证取样", "建设工程质量管理条例31、37"),
        Check("Q3", "B", "关键工序", "设计文件和行业规范；建设工程质量管理条例37", True),
        Check("Q4", "C", "旁站、巡视、平行检验", "建设工程质量管理条例38"),
        Check("SF1", "B", "安全交底双方签字", "建设工程安全生产管理条例27"),
        Check("SF3", "A", "特种作业持证", "建设工程安全生产管理条例25"),
        Check("SF4", "B", "防护用品与临时用电", "安全生产法45"),
        Check("W1", "A", "用工实名", "保障农民工工资支付条例28"),
        Check("W2", "B", "考勤与现场人数核对", "保障农民工工资支付条例28；实施意见三(二)", True),
        Check("W3", "B", "培训率和技能匹配", "实施意见三(三)"),
        Check("W4", "A", "报酬按月足额到卡", "保障农民工工资支付条例11–15、31", True),
        Check("W5", "B", "专户、保证金、告示牌、劳资专管员", "保障农民工工资支付条例26–34"),
        Check("W6", "B", "公示牌和报酬公示", "实施意见三(四)、五(一)"),
        Check("W7", "B", "机械替代人工", "实施意见三(四)"),
        Check("W8", "A", "外地人员充本地、管理人员充抵", "实施意见一(一)、三(四)"),
        Check("W9", "A", "转包、挂靠", "保障农民工工资支付条例36；实施意见二(四)"),
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
