"""Process and Task (viewflow's, without what we do not use) and Seat."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from viewflow.workflow.models import AbstractProcess, AbstractTask

from flows.audit.models import Chain

from .seats import SeatState


class Process(AbstractProcess):
    """One flow running on one paper. Keeps no business data."""

    chain = models.ForeignKey(Chain, models.PROTECT, related_name="processes")
    paper = models.CharField("文书", max_length=40)
    paper_id = models.BigIntegerField("文书编号")

    created = models.DateTimeField("开始")

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


class SeatSet(models.QuerySet["Seat"]):
    def open_to(self, user: Any) -> SeatSet:
        """Seats ``user`` may sign now: of a post he holds, and not in a colleague's hands."""
        posts = [post.pk for post in user.posts]
        return self.filter(Q(holder=user) | Q(holder=None), post__in=posts, state=SeatState.OPEN)


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
            models.Index(fields=["decided_by", "-decided_at"], name="seat_done"),
            models.Index(fields=["paper", "paper_id"], name="seat_paper"),
        ]

    def __str__(self) -> str:
        return f"{self.step_label} · {self.post}"
