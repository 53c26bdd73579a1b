"""Check a chain: every digest recomputed in PostgreSQL, every link, and the head."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from .models import Chain

CHECK = """
WITH checked AS (
  SELECT e.sequence, e.digest,
    CASE WHEN e.digest <> entry_digest(e) THEN '内容与哈希不符'
         WHEN e.previous <> coalesce(lag(e.digest) OVER w, repeat('0', 64)) THEN '与前一条不衔接'
         WHEN e.sequence <> row_number() OVER w THEN '序号不连续' END AS fault
  FROM flows_entry e WHERE e.chain_id = %(chain)s
  WINDOW w AS (ORDER BY e.sequence)
), bad AS (
  SELECT sequence, fault FROM checked WHERE fault IS NOT NULL ORDER BY sequence LIMIT 1
), tail AS (
  SELECT sequence, digest FROM checked ORDER BY sequence DESC LIMIT 1
)
SELECT (SELECT count(*) FROM checked), (SELECT sequence FROM bad), (SELECT fault FROM bad),
  (c.sequence, c.head) = (coalesce((SELECT sequence FROM tail), 0),
                          coalesce((SELECT digest FROM tail), repeat('0', 64)))
FROM flows_chain c WHERE c.id = %(chain)s
"""
CUT = "末条与链头不符，记录可能被截断"


@dataclass(frozen=True)
class Verdict:
    """``sequence`` is the first bad entry (None when the fault is the head)."""

    intact: bool
    entries: int
    sequence: int | None = None
    fault: str = ""


def verify(chain: Chain) -> Verdict:
    """Return the verdict on ``chain``; truncation shows because the head then lacks its entry.

    One statement, so that entries appended meanwhile never look like a fault.
    """
    with connection.cursor() as cursor:
        cursor.execute(CHECK, {"chain": chain.pk})
        entries, bad, fault, whole = cursor.fetchone()
    if bad is not None:
        return Verdict(False, entries, bad, fault)
    return Verdict(whole, entries, None, "" if whole else CUT)
