"""Project: the dossier that every paper hangs on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from flows.audit.models import Chain
from flows.engine import clock
from flows.engine.paper import Words
from flows.orgs.kinds import DISTRICTS, OrganizationKind, PostCode
from flows.orgs.models import Organization, Post

from ..scope import OWN, scope_of, sector_of_field
from ..states import CORRIDOR, OVER, ProjectMachine, Stage

if TYPE_CHECKING:
    from .promise import Baseline

PREPARED = (*CORRIDOR[CORRIDOR.index(Stage.PREP) :], Stage.SUSPENDED)
CODE = RegexValidator(
    r"^\d{4}-\d{6}-\d{2}-\d{2}-\d{6}$", "项目代码应为24位：####-######-##-##-######。"
)


class Field(Words):
    RURAL = "农村生产生活"
    TRANSPORT = "交通"
    WATER = "水利"
    TOURISM = "文化旅游"
    FORESTRY = "林业"
    OTHER = "其他"


class Source(Words):
    CENTRAL_BUDGET = "中央预算内投资"
    CENTRAL_TRANSFER = "中央衔接资金"
    CITY = "市级财政"
    DISTRICT = "区级财政"
    OTHER = "其他资金"


class Track(Words):
    REGULAR = "常规"
    SIMPLE = "简易"
    URGENT = "应急"


class SupervisionMode(Words):
    FIRM = "监理单位"
    OWNER = "业主现场代表+村务监督"


class WageRegime(Words):
    """保障农民工工资支付条例 applies, or is followed by a village that builds itself (domain.md 2.5)."""

    APPLIES = "条例适用"
    FOLLOWED = "参照执行"


class ApprovingBody(models.TextChoices):
    DRC = "drc", "区发展和改革委员会"
    AGRI = "agri", "区农业农村局"
    CITY_DRC = "city_drc", "市发展和改革委员会"


class ProjectSet(models.QuerySet["Project"]):
    def visible_to(self, user: Any) -> ProjectSet:
        """The projects in ``user``'s scope (flows/projects/scope.py)."""
        return self.filter(pk__in=self.model.objects.filter(scope_of(user)).values("pk"))


class Project(ProjectMachine):
    """One work-relief project. Everything else hangs on it; its chain is its lock and trail."""

    chain = models.OneToOneField(Chain, models.PROTECT, related_name="project")
    code = models.CharField("项目代码", max_length=24, unique=True, validators=[CODE])
    name = models.CharField("项目名称", max_length=120)
    district = models.CharField("区", max_length=6, choices=list(DISTRICTS.items()), db_index=True)
    town = models.CharField("乡镇", max_length=40)
    village_name = models.CharField("项目村", max_length=40)
    field = models.CharField("领域", max_length=20, choices=Field.choices)
    kind = models.CharField("类型", max_length=20, default="小微工程")
    content = models.TextField("建设内容和规模")
    labour_links = models.JSONField("用工环节", default=list, blank=True)
    benefit_modes = models.JSONField("联农带农方式", default=list, blank=True)
    is_disaster_recovery = models.BooleanField("灾后恢复重建", default=False)
    is_pilot = models.BooleanField("试点", default=False)
    track = models.CharField("审批通道", max_length=4, choices=Track, default=Track.REGULAR)
    organisation_mode = models.CharField("务工组织模式", max_length=60, blank=True)
    supervision_mode = models.CharField(
        "监管方式", max_length=20, choices=SupervisionMode, default=SupervisionMode.FIRM
    )
    approving_body = models.CharField(
        "审批部门", max_length=10, choices=ApprovingBody, default=ApprovingBody.DRC
    )
    total_investment = models.DecimalField("总投资", max_digits=16, decimal_places=2)
    planned_start = models.DateField("计划开工")
    planned_end = models.DateField("计划完工")
    reserve_number = models.CharField("乡村建设项目库编号", max_length=40, blank=True)
    village = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name="村")
    oversight = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name="村务监督"
    )
    township = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name="乡镇政府"
    )
    owner = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name="项目业主单位"
    )
    contractor = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="施工单位",
    )
    supervisor = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="监理单位",
    )
    # 存量项目补录: it was running before this system was there (flows/intake). ``entered_stage`` is
    # where it came in and ``entered_on`` since when it is kept here; both empty until confirmed.
    entered_late = models.BooleanField("补录", default=False, editable=False)
    entered_on = models.DateField("补录日期", null=True, editable=False)
    entered_stage = models.CharField(
        "补录时阶段", max_length=12, choices=Stage.choices, blank=True, editable=False
    )
    version = models.PositiveIntegerField("版本", default=0)
    created_at = models.DateTimeField("建立时间")
    initiator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ProjectSet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "项目"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(planned_end__gte=models.F("planned_start")), name="project_dates"
            ),
            models.CheckConstraint(condition=Q(total_investment__gt=0), name="project_investment"),
            models.CheckConstraint(
                condition=Q(entered_on=None, entered_stage="")
                | (Q(entered_late=True, entered_on__isnull=False) & ~Q(entered_stage="")),
                name="project_entered_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        return "项目"

    @property
    def state(self) -> str:
        return self.stage

    def get_state_display(self) -> str:
        return self.get_stage_display()

    @property
    def over(self) -> str:
        """That nothing is done any more, in words: 项目已终止; "" for a project that goes on."""
        return OVER.get(Stage(self.stage), "")

    @property
    def late_note(self) -> str:
        """What every page says of a project that was entered late; "" for all others."""
        if not self.entered_late:
            return ""
        if self.entered_on is None:
            return "补录资料尚未经区发改确认，不作为办理依据"
        return f"自 {self.entered_on} 起在本系统办理，此前以扫描件为准"

    def came_in_past(self, stage: str) -> bool:
        """It was entered late at ``stage`` or beyond: what leads there lies in scans, not here."""
        if not self.entered_stage:
            return False
        return CORRIDOR.index(Stage(self.entered_stage)) >= CORRIDOR.index(Stage(stage))

    @property
    def is_prepared(self) -> bool:
        """From 前期工作 on: people are surveyed, hired, paid."""
        return self.stage in PREPARED

    @property
    def has_firm(self) -> bool:
        """A supervising firm is appointed (否则业主现场代表+村务监督)."""
        return self.supervision_mode == SupervisionMode.FIRM

    @property
    def fund_source(self) -> str:
        """The source whose parameters bind: central budget money before any other."""
        sources = [fund.source for fund in self.funds.all()]
        return next((s for s in Source.values if s in sources), "")

    @property
    def baseline(self) -> Baseline | None:
        """The latest approved promise; None before the approval."""
        return self.baselines.order_by("-number").first()

    def body(self, kind: str) -> Organization | None:
        """The organisation that acts as ``kind`` for this project; None when there is none."""
        if kind in OWN:
            own: Organization | None = getattr(self, OWN[OrganizationKind(kind)])
            return own
        found = Organization.objects.filter(kind=kind)
        if kind == OrganizationKind.SECTOR:
            today = clock.today(self.chain)
            sector = sector_of_field(self.field, on=today, district=self.district)
            found = found.filter(district=self.district, sector=sector)
        elif not kind.startswith("city_"):
            found = found.filter(district=self.district)
        return found.order_by("pk").first()

    def post(self, code: str) -> Post:
        """The post ``code`` in the organisation that acts here; created when it was never kept."""
        kind = PostCode(code).organization_kind
        organization = self.body(kind)
        if organization is None:
            raise LookupError(f"{self.name}没有{kind.label}，无法确定“{PostCode(code).label}”。")
        found, _ = Post.objects.get_or_create(organization=organization, code=code)
        return found
