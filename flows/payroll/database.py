"""The last lock on pay: PostgreSQL itself keeps a confirmed line and its confirmation as they are.

Installed by migration 0002. A line's facts are frozen while the worker's confirmation stands; to
change them the confirmation is voided first, and voided it stays on record (条例31、50).
"""

from __future__ import annotations

# What a worker confirms: nothing of it may change under his confirmation.
FROZEN = (
    "engagement_id", "days", "rate", "pieces", "gross", "adjustment", "net",
    "card_index", "card_cipher", "card_holder",
)  # fmt: skip
# New keys write every card anew without changing it: the index says it is the same card.
SEALED_ANEW = "card_cipher"
CHANGED = "\n    OR ".join(
    f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in FROZEN if name != SEALED_ANEW
)
KEPT = ("line_id", "method", "at", "net", "digest", "device", "address", "witness", "by_id")
REWRITTEN = "\n    OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in KEPT)

# 条例15、28: kept three years from the settling of pay; nothing in the house deletes them at all.
PAPERS = ("flows_bankreceipt", "flows_publicnotice", "flows_bankfile", "flows_disclosure")
KEEPING = "\n".join(
    f"CREATE TRIGGER {table}_papers BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION payroll_kept();"
    for table in PAPERS
)

INSTALL = f"""
CREATE OR REPLACE FUNCTION confirmed_line_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {CHANGED} THEN
    RAISE EXCEPTION 'a confirmed line is frozen (%)', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.{SEALED_ANEW} IS DISTINCT FROM NEW.{SEALED_ANEW}
     AND coalesce(current_setting('ygdz.rotating', true), '') = '' THEN
    RAISE EXCEPTION 'a confirmed line is frozen (%)', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  IF NOT NEW.confirmed AND EXISTS (
    SELECT 1 FROM flows_confirmation WHERE line_id = OLD.id AND voided_at IS NULL
  ) THEN
    RAISE EXCEPTION 'the confirmation of a line is voided before it falls (%)', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER flows_payrollline_confirmed BEFORE UPDATE ON flows_payrollline FOR EACH ROW
  WHEN (OLD.confirmed) EXECUTE FUNCTION confirmed_line_guard();

CREATE OR REPLACE FUNCTION confirmation_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'confirmations are voided, never deleted' USING ERRCODE = 'check_violation';
  END IF;
  IF {REWRITTEN}
     OR (OLD.evidence_id IS NOT NULL AND OLD.evidence_id IS DISTINCT FROM NEW.evidence_id)
     OR (OLD.voided_at IS NOT NULL AND (OLD.voided_at IS DISTINCT FROM NEW.voided_at
         OR OLD.void_reason IS DISTINCT FROM NEW.void_reason)) THEN
    RAISE EXCEPTION 'a confirmation is a fact: it may be voided once, and given its evidence once' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER flows_confirmation_kept BEFORE UPDATE OR DELETE ON flows_confirmation
  FOR EACH ROW EXECUTE FUNCTION confirmation_guard();

CREATE OR REPLACE FUNCTION payroll_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the papers of pay are kept (%)', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;
{KEEPING}
"""
REMOVE = """
DROP FUNCTION IF EXISTS confirmed_line_guard() CASCADE;
DROP FUNCTION IF EXISTS confirmation_guard() CASCADE;
DROP FUNCTION IF EXISTS payroll_kept() CASCADE;
"""
