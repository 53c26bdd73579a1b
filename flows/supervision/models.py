"""Inspection (one checkpoint) and Rectification (one notice to put something right)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.db.models import Q

from flows.engine.paper import Paper

from .states import InspectionMachine, RectificationMachine, Severity


class Inspection(InspectionMachine, Paper):
    """One checkpoint of the supervision plan: reported, inspected, signed off or put right."""

    code = models.CharField("检查项", max_length=10)
    name = models.CharField("名称", max_length=80)
    severity = models.CharField("严重度", max_length=1, choices=Severity.choices)
    month = models.DateField("计划月份")
    is_concealed = models.BooleanField("隐蔽工程", default=False)
    report_note = models.TextField("报检说明", blank=True)
    result = models.TextField("检查结论", blank=True)
    defect = models.TextField("问题", blank=True)
    rectify_days = models.PositiveIntegerField("整改期限（日）", null=True, blank=True)
    inspected_on = models.DateField("检查日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "检查"
        ordering = ["project", "month", "code", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "code", "month", "name"], name="inspection_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["DEFECTIVE", "CLOSED"]) | ~Q(defect=""),
                name="inspection_defect_said",
            ),
        ]

    @property
    def title(self) -> str:
        return f"检查 {self.code} {self.name}"


class Rectification(RectificationMachine, Paper):
    """整改通知. Those the ledgers open (SF2) have no inspection; ``subjects`` are engagement ids."""

    inspection = models.ForeignKey(
        Inspection,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="rectifications",
        verbose_name="检查",
    )
    number = models.PositiveIntegerField("编号")
    code = models.CharField("检查项", max_length=10)
    severity = models.CharField("严重度", max_length=1, choices=Severity.choices)
    defect = models.TextField("问题")
    deadline = models.DateField("整改期限")
    responsible = models.CharField("责任单位", max_length=120)
    report = models.TextField("整改报告", blank=True)
    recheck_note = models.TextField("复查情况", blank=True)
    closed_on = models.DateField("销号日期", null=True, blank=True)
    reopened = models.PositiveIntegerField("复查不合格次数", default=0)
    subjects = models.JSONField("涉及用工", default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "整改"
        ordering = ["project", "number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="rectification_number"),
            models.UniqueConstraint(
                fields=["inspection"], condition=~Q(state="CLOSED"), name="rectification_one_open"
            ),
        ]

    @property
    def title(self) -> str:
        return f"整改 {self.number} 号（{self.code}）"


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
