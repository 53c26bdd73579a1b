"""Chain (one row per project: lock, head, clock) and Entry (what happened)."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import connection, models


class Chain(models.Model):
    """The head of one project's record. Locking it serialises everything in that project."""

    title = models.CharField("名称", max_length=200)
    sequence = models.BigIntegerField("末条序号", default=0)
    head = models.CharField("末条哈希", max_length=64, default="0" * 64)
    simulated_at = models.DateTimeField("模拟日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "留痕链"

    def __str__(self) -> str:
        return self.title

    def append(self, entry: dict[str, Any]) -> int:
        """Append ``entry`` through ``append_entry`` and return its sequence number.

        ``entry`` holds the columns of :class:`Entry` by name; the chain must be locked.
        """
        with connection.cursor() as cursor:
            cursor.execute("SELECT append_entry(%s, %s::jsonb)", [self.pk, json.dumps(entry)])
            self.sequence = cursor.fetchone()[0]
        return self.sequence


class Entry(models.Model):
    """One thing that happened. ``happened_at`` is the project's clock, ``written_at`` ours."""

    chain = models.ForeignKey(Chain, models.PROTECT, related_name="entries", db_index=False)
    sequence = models.BigIntegerField("序号")
    kind = models.CharField("种类", max_length=20)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="entries", db_index=False
    )
    actor_name = models.CharField("姓名", max_length=60)
    actor_post = models.CharField("岗位", max_length=160, blank=True)
    paper = models.CharField("文书", max_length=40)
    paper_id = models.BigIntegerField("文书编号", null=True)
    paper_title = models.CharField("文书名称", max_length=200)
    step = models.CharField("环节", max_length=60, blank=True)
    move = models.CharField("动作", max_length=60)
    label = models.CharField("动作名称", max_length=60)
    from_state = models.CharField("原状态", max_length=40, blank=True)
    to_state = models.CharField("新状态", max_length=40, blank=True)
    opinion = models.TextField("意见", blank=True)
    payload = models.JSONField("内容", default=dict)
    simulated = models.BooleanField("模拟", default=False)
    happened_at = models.DateTimeField("发生时间")
    written_at = models.DateTimeField("写入时间")
    previous = models.CharField("前一条哈希", max_length=64)
    digest = models.CharField("哈希", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "留痕"
        ordering = ["chain", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "sequence"], name="entry_sequence_once"),
        ]
        indexes = [
            models.Index(fields=["chain", "paper", "paper_id", "sequence"]),
            models.Index(fields=["actor", "-happened_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.chain_id}#{self.sequence} {self.label}"
