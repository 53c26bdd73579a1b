"""Whose kept flags are out of date: their own trail, the day, or a neighbour's trail has moved on."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection

# Projects that share a worker, a phone or a card with this one, each with the end of its trail.
NEIGHBOURS = """
WITH own AS MATERIALIZED (
  SELECT e.worker_id, w.phone_index, e.card_index
    FROM flows_engagement e JOIN flows_worker w ON w.id = e.worker_id
   WHERE e.project_id = %(project)s),
cards AS MATERIALIZED (
  SELECT DISTINCT l.card_index FROM flows_payrollbatch b
    JOIN flows_payrollline l ON l.batch_id = b.id
   WHERE b.project_id = %(project)s AND l.card_index <> ''
  UNION SELECT card_index FROM own WHERE card_index <> ''),
near AS (
  SELECT o.project_id FROM own JOIN flows_engagement o ON o.worker_id = own.worker_id
  UNION
  SELECT o.project_id FROM own
    JOIN flows_worker v ON v.phone_index = own.phone_index AND own.phone_index <> ''
    JOIN flows_engagement o ON o.worker_id = v.id
  UNION
  SELECT b.project_id FROM cards
    JOIN flows_payrollline l ON l.card_index = cards.card_index
    JOIN flows_payrollbatch b ON b.id = l.batch_id
  UNION
  SELECT o.project_id FROM cards JOIN flows_engagement o ON o.card_index = cards.card_index)
SELECT p.id, c.sequence FROM near
  JOIN flows_project p ON p.id = near.project_id JOIN flows_chain c ON c.id = p.chain_id
 WHERE p.id <> %(project)s ORDER BY p.id
"""
# A neighbour found from the other side counts when that side was computed later than this one.
STALE = """
SELECT p.id
  FROM flows_project p
  JOIN flows_chain c ON c.id = p.chain_id
  LEFT JOIN flows_flagscan s ON s.project_id = p.id
 WHERE EXISTS (SELECT 1 FROM flows_engagement e WHERE e.project_id = p.id)
   AND (%(some)s::bigint[] IS NULL OR p.id = ANY(%(some)s::bigint[]))
   AND (s.id IS NULL
        OR s.sequence <> c.sequence
        OR (p.stage <> 'ARCHIVED' AND s.day
            <> coalesce((c.simulated_at AT TIME ZONE 'Asia/Shanghai')::date, %(today)s::date))
        OR EXISTS (SELECT 1 FROM jsonb_each_text(s.neighbours) n
                     JOIN flows_project q ON q.id = n.key::bigint
                     JOIN flows_chain d ON d.id = q.chain_id
                    WHERE d.sequence <> n.value::bigint)
        OR EXISTS (SELECT 1 FROM flows_flagscan t
                    WHERE t.neighbours ? p.id::text AND NOT s.neighbours ? t.project_id::text
                      AND t.at > s.at))
 ORDER BY p.id LIMIT %(most)s
"""


def neighbours(project: Any) -> dict[str, int]:
    """Project id (as JSON keeps it) → last entry of its trail; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(NEIGHBOURS, {"project": project.pk})
        return {str(key): sequence for key, sequence in cursor.fetchall()}


def stale(today: dt.date, *, among: list[int] | None = None, most: int = 100) -> list[int]:
    """Ids of projects (``among`` these) whose kept flags may not be believed; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(STALE, {"some": among, "today": today, "most": most})
        return [row[0] for row in cursor.fetchall()]
