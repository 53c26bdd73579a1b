"""Check a chain: every digest recomputed in PostgreSQL, every link, and the head."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from .models import Chain

BROKEN = """
SELECT e.sequence,
  CASE WHEN e.digest <> entry_digest(e) THEN '内容与哈希不符'
       WHEN e.previous <> coalesce(lag(e.digest) OVER w, repeat('0', 64)) THEN '与前一条不衔接'
       WHEN e.sequence <> row_number() OVER w THEN '序号不连续' END AS fault
FROM flows_entry e WHERE e.chain_id = %s
WINDOW w AS (ORDER BY e.sequence)
"""


@dataclass(frozen=True)
class Verdict:
    """``sequence`` is the first bad entry (None when the fault is the head)."""

    intact: bool
    entries: int
    sequence: int | None = None
    fault: str = ""


def verify(chain: Chain) -> Verdict:
    """Return the verdict on ``chain``; truncation shows because the head then lacks its entry."""
    chain.refresh_from_db()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT sequence, fault FROM ({BROKEN}) AS checked"
            " WHERE fault IS NOT NULL ORDER BY sequence LIMIT 1",
            [chain.pk],
        )
        bad = cursor.fetchone()
    count = chain.entries.count()
    if bad:
        return Verdict(False, count, bad[0], bad[1])
    last = chain.entries.order_by("-sequence").first()
    head = (last.sequence, last.digest) if last else (0, "0" * 64)
    if head != (chain.sequence, chain.head):
        return Verdict(False, count, None, "末条与链头不符，记录可能被截断")
    return Verdict(True, count)
