"""Worker (shared by all projects), Roster and Engagement."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from flows.engine.paper import Paper, PaperSet, Words
from flows.projects.models import Project

from ..states import EngagementMachine, RosterMachine


class Scope(Words):
    """How near a person's home is to the project; nearest first."""

    VILLAGE = "本村"
    TOWN = "本乡镇"
    DISTRICT = "本区"
    CITY = "本市农村"
    OTHER = "其他"


class Category(Words):
    RELIEF = "务工人员"
    MANAGEMENT = "管理人员"


class AgreementKind(Words):
    """建市〔2022〕59号 第8条；以工代赈实践."""

    CONTRACT = "劳动合同"
    AGREEMENT = "用工书面协议"
    SERVICE = "劳务协议"


class Worker(models.Model):
    """A person who works, known by his ID across projects. Numbers are sealed (个保法 28)."""

    name = models.CharField("姓名")
    sex = models.CharField("性别", blank=True)
    id_cipher = models.TextField("身份证号（密文）")
    id_index = models.CharField("身份证号索引", max_length=64)
    id_last4 = models.CharField("身份证后四位", max_length=4)
    phone_cipher = models.TextField("电话（密文）", blank=True)
    phone_index = models.CharField("电话索引", max_length=64, blank=True)
    phone_last4 = models.CharField("电话后四位", max_length=4, blank=True)
    birth_date = models.DateField("出生日期")

    class Meta:
        verbose_name = verbose_name_plural = "务工人员"
        constraints = [models.UniqueConstraint(fields=["id_index"], name="worker_id_once")]
        indexes = [models.Index(fields=["phone_index"], name="worker_phone")]

    def __str__(self) -> str:
        return f"{self.name}（****{self.id_last4}）"


class Roster(RosterMachine, Paper):
    """The project's 用工名册: handed in once, before the start; its lines are engagements."""

    class Meta:
        verbose_name = verbose_name_plural = "用工名册"
        constraints = [models.UniqueConstraint(fields=["project"], name="roster_once")]


class Engagement(EngagementMachine):
    """One person in one project, as the roster states it. ``scope`` says how local he is."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="engagements", db_index=False)
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="engagements")
    town = models.CharField("户籍乡镇", blank=True)
    village = models.CharField("户籍村", blank=True)
    scope = models.CharField("户籍范围", max_length=10, choices=Scope.choices, default=Scope.OTHER)
    is_local = models.BooleanField("本地", default=False)
    priority_tag = models.CharField("优先标签", blank=True)
    trade = models.CharField("工种", blank=True)
    category = models.CharField("人员类别", max_length=10, choices=Category.choices)
    counts_as_relief = models.BooleanField("计入以工代赈劳务报酬", default=True)
    skill_level = models.CharField("技能等级", blank=True)
    agreement_number = models.CharField("协议编号", blank=True)
    agreement_kind = models.CharField(
        "协议类型", max_length=10, blank=True, choices=AgreementKind.choices
    )
    agreement_from = models.DateField("协议开始", null=True, blank=True)
    agreement_until = models.DateField("协议结束", null=True, blank=True)
    insurance = models.CharField("保险", blank=True)
    training_date = models.DateField("安全培训日期", null=True, blank=True)
    training_score = models.DecimalField(
        "培训成绩", max_digits=5, decimal_places=1, null=True, blank=True
    )
    daily_rate = models.DecimalField(
        "报酬标准（元/日）", max_digits=12, decimal_places=2, null=True, blank=True
    )
    piece_rate = models.DecimalField(
        "计件单价（元）", max_digits=12, decimal_places=2, null=True, blank=True
    )
    piece_unit = models.CharField("计件单位", max_length=10, blank=True)
    card_cipher = models.TextField("银行卡号（密文）", blank=True)
    card_index = models.CharField("银行卡号索引", max_length=64, blank=True)
    card_last4 = models.CharField("银行卡后四位", max_length=4, blank=True)
    card_holder = models.CharField("户名", blank=True)
    bank = models.CharField("开户行", blank=True)
    entry_date = models.DateField("进场日期", null=True, blank=True)
    exit_date = models.DateField("离场日期", null=True, blank=True)
    retained_on = models.DateField("续聘管护日期", null=True, blank=True)
    support_basis = models.CharField("困难群体兜底依据", blank=True)
    note = models.CharField("备注", blank=True)

    objects = PaperSet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "用工"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "worker"], name="engagement_once"),
            models.CheckConstraint(
                name="engagement_on_duty_trained",
                condition=~Q(state="ON_DUTY")
                | (Q(training_date__isnull=False) & ~Q(agreement_number="")),
            ),
            models.CheckConstraint(
                name="engagement_managers_never_count",
                condition=Q(category=Category.RELIEF) | Q(counts_as_relief=False),
            ),
        ]
        indexes = [models.Index(fields=["card_index"], name="engagement_card")]

    def __str__(self) -> str:
        return f"{self.worker} · {self.project}"
