"""Process and Task (viewflow's, without what we do not use) and Seat."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from viewflow.workflow.models import AbstractProcess, AbstractTask

from flows.audit.models import Chain
from flows.orgs.models import Substitution

from .seats import SPOKEN, Place, SeatState


class Process(AbstractProcess):
    """One flow running on one paper. Keeps no business data."""

    chain = models.ForeignKey(Chain, models.PROTECT, related_name="processes")
    paper = models.CharField("文书", max_length=40)
    paper_id = models.BigIntegerField("文书编号")

    created = models.DateTimeField("开始")
    fingerprint = models.CharField("流程版本", max_length=16, blank=True)
    # 直达：a return that was asked to come straight back; the task that waits for it.
    resume = models.ForeignKey("Task", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "流程"
        constraints = [
            models.UniqueConstraint(fields=["paper", "paper_id"], name="process_once_per_paper")
        ]


class Task(AbstractTask):
    """One step of a process that is, or was, on somebody's desk."""

    process = models.ForeignKey(Process, models.PROTECT, related_name="tasks")
    due_on = models.DateField("时限", null=True)
    created = models.DateTimeField("到达")
    status = models.CharField("状态", max_length=12)
    outcome = models.CharField("结果", max_length=40, blank=True)
    # The day its time began: after 补正 the receiver's clock goes on where it stood.
    counted_from = models.DateField("起算日")

    # viewflow's own columns that this house has no use for (design.md 4)
    owner = None
    previous = None
    scheduled = None
    external_task_id = None
    owner_permission = None
    owner_permission_content_type = None
    owner_permission_obj_pk = None
    owner_permission_obj = None

    class Meta:
        verbose_name = verbose_name_plural = "环节"
        constraints = [
            models.UniqueConstraint(
                fields=["process"], condition=Q(status="ASSIGNED"), name="task_one_open_step"
            )
        ]


# The generic key is a private field, which Django does not let a subclass set to None.
Task._meta.private_fields.clear()
Task.owner_permission_obj = None


class Stop(models.Model):
    """A stretch in which the clock of a process stands still: 补正, 挂起, 公示, 专家评审."""

    class Kind(models.TextChoices):
        SUPPLEMENT = "supplement", "补正"
        SUSPEND = "suspend", "挂起"
        PUBLICITY = "publicity", "公示"
        EXPERT = "expert", "专家评审"

    process = models.ForeignKey(Process, models.PROTECT, related_name="stops")
    kind = models.CharField("事由", max_length=12, choices=Kind.choices)
    reason = models.CharField("说明", max_length=300)
    started_on = models.DateField("停表")
    ended_on = models.DateField("恢复", null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "停表"
        constraints = [
            models.UniqueConstraint(
                fields=["process"], condition=Q(ended_on=None), name="stop_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.started_on}"


class SeatSet(models.QuerySet["Seat"]):
    def open_to(self, user: Any) -> SeatSet:
        """Seats ``user`` may sign now: of a post he holds, and not in a colleague's hands."""
        posts = [post.pk for post in user.posts]
        return self.filter(Q(holder=user) | Q(holder=None), post__in=posts, state=SeatState.OPEN)

    def lent_to(self, user: Any, on: Any) -> SeatSet:
        """Open seats ``user`` may sign in another's place (代理) on the day ``on``."""
        found = Q(pk__in=[])
        for rule in Substitution.objects.active(user, on=on).select_related("principal"):
            held = [post.pk for post in rule.principal.posts]
            posts = [pk for pk in held if rule.post_id in (None, pk)]
            his = Q(holder=rule.principal) | Q(holder=None)
            found |= his & Q(post__in=posts) & (Q(paper=rule.paper) if rule.paper else Q())
        return self.filter(found, state=SeatState.OPEN)

    def of(self, user: Any) -> SeatSet:
        """Seats that are or were ``user``'s to sign, by his name or his post."""
        posts = [post.pk for post in user.posts]
        return self.filter(Q(decided_by=user) | Q(holder=user) | Q(post__in=posts))


class Seat(models.Model):
    """One person's part in a step. The inbox reads this table and nothing else."""

    chain = models.ForeignKey(Chain, models.PROTECT, related_name="seats")
    task = models.ForeignKey(Task, models.PROTECT, related_name="seats")
    paper = models.CharField("文书", max_length=40)
    paper_id = models.BigIntegerField("文书编号")
    paper_title = models.CharField("文书名称", max_length=200)
    project_id = models.BigIntegerField("项目编号", null=True)
    project_name = models.CharField("项目", max_length=200)
    project_code = models.CharField("项目代码", max_length=24, blank=True)
    district = models.CharField("区", max_length=6)
    # The project's total investment in yuan, beside its name: what the inbox is narrowed by.
    amount = models.DecimalField("总投资", max_digits=16, decimal_places=2, default=0)
    entered_late = models.BooleanField("补录", default=False)
    step = models.CharField("环节", max_length=60)
    step_label = models.CharField("环节名称", max_length=60)
    post = models.ForeignKey("orgs.Post", models.PROTECT, related_name="seats")
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="seats"
    )
    state = models.CharField("状态", max_length=10, choices=SeatState.choices)
    choice = models.CharField("选项", max_length=20, blank=True)
    weight = models.PositiveIntegerField("票数", default=1)
    order = models.PositiveIntegerField("次序", default=0)
    opened_at = models.DateTimeField("到达")
    due_on = models.DateField("时限", null=True)
    decided_at = models.DateTimeField("办结", null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="decisions"
    )
    opinion = models.TextField("意见", blank=True)
    # 代理: whose seat it was that ``decided_by`` signed; shown as 甲 代 乙.
    on_behalf = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    # 加签、委派: a seat laid for another one, and in which place to it.
    attached_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="attached")
    place = models.CharField("加签方式", max_length=6, choices=Place.choices, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    # 沿用: the earlier signature that still stands after a return (直达) or a 拿回.
    kept = models.BooleanField("沿用", default=False)
    # 超时: 0 nothing told, 1 快到时限, 2 已过时限, 3 已升级 (flows/desk/watch.py).
    urged = models.PositiveSmallIntegerField("催办级别", default=0)

    objects = SeatSet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "席位"
        constraints = [
            models.UniqueConstraint(
                fields=["task", "post", "holder"],
                condition=~Q(state__in=["moved", "dropped", "closed"]),
                name="seat_once_per_step",
            )
        ]
        indexes = [
            models.Index(
                fields=["holder", "due_on", "id"], condition=Q(state="open"), name="seat_mine"
            ),
            models.Index(
                fields=["post", "due_on", "id"],
                condition=Q(state="open", holder=None),
                name="seat_queue",
            ),
            models.Index(fields=["decided_by", "-decided_at", "-id"], name="seat_done"),
            models.Index(fields=["paper", "paper_id"], name="seat_paper"),
        ]

    def __str__(self) -> str:
        return f"{self.step_label} · {self.post}"

    @property
    def signer(self) -> str:
        """Who signed: 甲, or 甲 代 乙."""
        return f"{self.decided_by} 代 {self.on_behalf}" if self.on_behalf else str(self.decided_by)

    @property
    def signed(self) -> bool:
        """Whether a decision stands under the paper's text here; advice (委派) does not bind."""
        return self.state in SPOKEN and self.place != Place.ADVICE


class Copy(models.Model):
    """抄送：a paper laid before somebody to be read, not to be decided."""

    chain = models.ForeignKey(Chain, models.PROTECT, related_name="copies")
    paper = models.CharField("文书", max_length=40)
    paper_id = models.BigIntegerField("文书编号")
    paper_title = models.CharField("文书名称", max_length=200)
    project_name = models.CharField("项目", max_length=200)
    project_code = models.CharField("项目代码", max_length=24, blank=True)
    district = models.CharField("区", max_length=6)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="copies", verbose_name="抄送给"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = models.CharField("附言", max_length=200, blank=True)
    sent_at = models.DateTimeField("抄送时间")
    read_at = models.DateTimeField("已阅", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "抄送"
        constraints = [
            models.UniqueConstraint(fields=["paper", "paper_id", "recipient"], name="copy_once")
        ]
        indexes = [models.Index(fields=["recipient", "-sent_at", "-id"], name="copy_mine")]

    def __str__(self) -> str:
        return f"{self.paper_title} → {self.recipient}"


class Incident(models.Model):
    """What the desk cannot solve by itself and an administrator must see: nobody sits."""

    chain = models.ForeignKey(Chain, models.PROTECT, related_name="incidents")
    task = models.ForeignKey(Task, models.PROTECT, related_name="incidents")
    code = models.CharField("类别", max_length=40)
    text = models.CharField("说明", max_length=300)
    opened_at = models.DateTimeField("发生")
    closed_at = models.DateTimeField("关闭", null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField("处理说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "异常"
        constraints = [
            models.UniqueConstraint(
                fields=["task", "code", "text"], condition=Q(closed_at=None), name="incident_once"
            )
        ]
        indexes = [models.Index(fields=["-id"], condition=Q(closed_at=None), name="incident_open")]

    def __str__(self) -> str:
        return self.text


class Phrase(models.Model):
    """审批意见常用语：one's own, or shared by everybody of an organisation."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="phrases"
    )
    organization = models.ForeignKey(
        "orgs.Organization", models.PROTECT, null=True, blank=True, related_name="phrases"
    )
    text = models.CharField("常用语", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "审批意见常用语"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization", "text"], name="phrase_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.text


class SavedFilter(models.Model):
    """A filter of the inbox that a person has given a name; ``query`` is the page's own address."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="saved_filters")
    name = models.CharField("名称", max_length=20)
    query = models.CharField("条件", max_length=500)

    class Meta:
        verbose_name = verbose_name_plural = "常用筛选"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="saved_filter_once")]

    def __str__(self) -> str:
        return self.name
