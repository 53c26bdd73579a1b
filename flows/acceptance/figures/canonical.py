"""The rows behind a checklist in one canonical form, hashed where they lie: in PostgreSQL.

Each kind of ``ROWS`` gives (key, text): the key finds the row again, the text says all that a
judgement could hang on. No ciphers (new keys write them anew), no running state of people or
desks, no times but those that are facts. Columns are named one by one: a later column does not
break an older seal. Explanations are part of the review, not of the evidence, and are left out;
so is what another project shows (flags across projects).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256

from .counting import every

MONTHLY = "e.id || ':' || to_char({day}, 'YYYY-MM')"
LINE = """FROM flows_payrollline l
  JOIN flows_payrollbatch b ON b.id = l.batch_id AND b.project_id = %(project)s AND NOT b.care
  JOIN flows_engagement e ON e.id = l.engagement_id"""
LINE_KEY = MONTHLY.format(day="b.month")

ROWS: dict[str, str] = {
    "名册": """
SELECT e.id::text, jsonb_build_array(w.id_index, w.name, w.birth_date, w.phone_index, e.town,
       e.village, e.scope, e.is_local, e.priority_tag, e.trade, e.category, e.counts_as_relief,
       e.agreement_number, e.agreement_kind, e.agreement_from, e.agreement_until, e.training_date,
       e.training_score, e.daily_rate, e.piece_rate, e.piece_unit, e.card_index, e.card_holder,
       e.entry_date, e.exit_date)::text
  FROM flows_engagement e JOIN flows_worker w ON w.id = e.worker_id
 WHERE e.project_id = %(project)s""",
    "考勤": f"""
SELECT {MONTHLY.format(day="a.day")},
       string_agg(a.day || '=' || a.portion || CASE WHEN a.live THEN '' ELSE '-' END, ','
                  ORDER BY a.day, a.live, a.portion)
  FROM flows_attendance a JOIN flows_engagement e ON e.id = a.engagement_id
 WHERE e.project_id = %(project)s GROUP BY 1""",
    "培训": """
SELECT coalesce(r.engagement_id, 0) || ':' || t.id,
       jsonb_build_array(t.kind, t.held_on, t.hours, t.content, t.trainer, r.score, r.passed)::text
  FROM flows_training t LEFT JOIN flows_trainingrecord r ON r.training_id = t.id
 WHERE t.project_id = %(project)s""",
    "技术交底": """
SELECT coalesce(r.engagement_id, 0) || ':' || t.id,
       jsonb_build_array(t.topic, t.held_on, t.briefer)::text
  FROM flows_briefing t LEFT JOIN flows_briefingrecord r ON r.briefing_id = t.id
 WHERE t.project_id = %(project)s""",
    "报酬": f"""
SELECT {LINE_KEY}, jsonb_build_array(l.trade, l.days, l.rate, l.pieces, l.gross, l.adjustment,
       l.net, l.pay_method, l.card_index, l.card_holder, l.confirmed, l.counts_as_relief, l.status,
       l.hold_code, l.paid_on, l.paid_while_held, l.strike_reason)::text
  {LINE}""",
    "批次": """
SELECT to_char(b.month, 'YYYY-MM'), jsonb_build_array(b.state)::text
  FROM flows_payrollbatch b WHERE b.project_id = %(project)s AND NOT b.care""",
    "本人确认": f"""
SELECT {LINE_KEY} || ':' || c.id, jsonb_build_array(c.method, extract(epoch FROM c.at), c.net,
       c.digest, c.witness, extract(epoch FROM c.voided_at), c.void_reason)::text
  {LINE} JOIN flows_confirmation c ON c.line_id = l.id""",
    "银行回单": """
SELECT r.id::text, jsonb_build_array(r.month, r.traded_on, r.serial, r.holder, r.card_index,
       r.amount, r.succeeded, r.reversed, r.line_id)::text
  FROM flows_bankreceipt r WHERE r.project_id = %(project)s
   AND NOT EXISTS (SELECT 1 FROM flows_payrollline l JOIN flows_payrollbatch b ON b.id = l.batch_id
                    WHERE l.id = r.line_id AND b.care)""",
    "公示": """
SELECT to_char(b.month, 'YYYY-MM'),
       jsonb_build_array(n.posted_on, n.ends_on, n.place, n.photos)::text
  FROM flows_publicnotice n JOIN flows_payrollbatch b ON b.id = n.batch_id
 WHERE b.project_id = %(project)s AND NOT b.care""",
    "例外": f"""
SELECT {LINE_KEY} || ':' || x.id, jsonb_build_array(x.method, x.recipient, x.relation, x.reason,
       x.state, (SELECT string_agg(t.kind || t.sha256, ',' ORDER BY t.id) FROM flows_attachment t
                  WHERE t.paper = 'PayException' AND t.paper_id = x.id))::text
  {LINE} JOIN flows_payexception x ON x.line_id = l.id""",
    "投诉": """
SELECT c.id::text, jsonb_build_array(c.number, c.source, c.kind, c.engagement_id, c.month, c.amount,
       c.content, c.state, c.reply, c.outcome, c.ended_on)::text
  FROM flows_complaint c WHERE c.project_id = %(project)s""",
    "检查": """
SELECT i.id::text, jsonb_build_array(i.code, i.name, i.severity, i.month, i.is_concealed, i.state,
       i.result, i.defect, i.inspected_on)::text
  FROM flows_inspection i WHERE i.project_id = %(project)s""",
    "现场检查": """
SELECT r.id::text, jsonb_build_array(r.inspection_id, extract(epoch FROM r.at), r.place, r.counted,
       r.on_roll, r.note,
       (SELECT string_agg(i.position || i.verdict || i.note, ';' ORDER BY i.position)
          FROM flows_recorditem i WHERE i.record_id = r.id),
       (SELECT string_agg(p.original_sha256, ';' ORDER BY p.id)
          FROM flows_sitephoto p WHERE p.record_id = r.id))::text
  FROM flows_inspectionrecord r WHERE r.project_id = %(project)s""",
    "整改": """
SELECT r.id::text, jsonb_build_array(r.number, r.code, r.severity, r.defect, r.deadline, r.measure,
       r.state, r.report, r.recheck_note, r.closed_on, r.reopened)::text
  FROM flows_rectification r WHERE r.project_id = %(project)s""",
    "工程款": """
SELECT c.id::text, jsonb_build_array(c.number, c.kind, c.month, c.amount, c.measured, c.state,
       c.paid_on, c.voucher)::text
  FROM flows_paymentclaim c WHERE c.project_id = %(project)s""",
    "资金": """
SELECT '来源 ' || f.source, jsonb_build_array(f.amount)::text
  FROM flows_fund f WHERE f.project_id = %(project)s
UNION ALL
SELECT '拨付文件 ' || n.number, jsonb_build_array(n.amount, n.investment_plan_number,
       n.forwarded_on)::text
  FROM flows_fundingnotice n WHERE n.project_id = %(project)s
UNION ALL
SELECT '总投资', jsonb_build_array(p.total_investment)::text
  FROM flows_project p WHERE p.id = %(project)s""",
    "批复基线": """
SELECT '第 ' || n.number || ' 版', jsonb_build_array(n.approved_on, n.headcount,
       n.priority_headcount, n.labour_pay, n.denominator, n.denominator_amount, n.training, n.posts,
       n.document_number, n.total_investment)::text
  FROM flows_baseline n WHERE n.project_id = %(project)s
UNION ALL
SELECT '批复要素', jsonb_build_array(d.elements, d.number, d.issued_on)::text
  FROM flows_document d WHERE d.project_id = %(project)s AND d.kind = 'approval'""",
    "红旗复核": """
SELECT r.code || ' ' || r.id, jsonb_build_array(r.fingerprint, r.opinion)::text
  FROM flows_flagreview r WHERE r.project_id = %(project)s""",
    "竣工报告": """
SELECT c.number::text, jsonb_build_array(c.completed_on, c.quantity_done, c.archive_complete,
       c.material_reports, c.quality_files, c.warranty, c.settlement_amount, c.report_text)::text
  FROM flows_acceptancecase c WHERE c.id = %(case)s""",
}

# Every kind is read on its own and hashed before anything is joined: the time grows with the rows.
HASHED = f"""
WITH canon (kind, key, said) AS MATERIALIZED (
{" UNION ALL ".join(f"SELECT '{kind}', k.* FROM ({sql}) k" for kind, sql in ROWS.items())}
), hashed AS MATERIALIZED (
  SELECT kind, key, encode(sha256(convert_to(said, 'UTF8')), 'hex') AS digest FROM canon
)
SELECT kind, count(*),
       encode(sha256(convert_to(string_agg(key || ' ' || digest, E'\\n' ORDER BY key COLLATE "C"),
                                'UTF8')), 'hex'),
       jsonb_object_agg(key, left(digest, 16))::text
  FROM hashed GROUP BY kind
"""
NOTHING = sha256(b"").hexdigest()


@dataclass(frozen=True)
class Part:
    """One kind of rows: how many, the hash over all, and row key → first 16 hex of its hash."""

    kind: str
    rows: int = 0
    sha256: str = NOTHING
    digests: dict[str, str] = field(default_factory=dict)


def canonical(project: int, case: int) -> tuple[Part, ...]:
    """Every kind in the order of ``ROWS``, live. One statement."""
    found = {
        kind: Part(kind, rows, digest, json.loads(digests))
        for kind, rows, digest, digests in every(HASHED, project=project, case=case)
    }
    return tuple(found.get(kind, Part(kind)) for kind in ROWS)
