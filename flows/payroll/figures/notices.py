"""How many photos of a posting there are as files, beside the number that was stated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

PHOTO, EARLIER_PHOTO = "公示照片", "以前的公示照片"
PHOTOS = """
SELECT n.photos, (SELECT count(*) FROM flows_attachment a
  WHERE a.paper = 'PayrollBatch' AND a.paper_id = n.batch_id AND a.kind = %s)
FROM flows_publicnotice n WHERE n.batch_id = %s
"""


@dataclass(frozen=True)
class Photos:
    """``stated`` by whoever posted it, ``kept`` as files."""

    stated: int
    kept: int

    @property
    def said(self) -> str:
        if self.kept:
            return f"照片 {self.stated} 张，已上传 {self.kept} 张"
        return f"未上传照片 {self.stated} 张，仅登记张数"


def photos(batch: Any) -> Photos:
    """Of the posting of ``batch``; none stated and none kept before there is one."""
    with connection.cursor() as cursor:
        cursor.execute(PHOTOS, [PHOTO, batch.pk])
        found = cursor.fetchone()
    return Photos(*(found or (0, 0)))
