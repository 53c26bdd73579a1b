"""PostgreSQL keeps what supervision has settled: a drawn sample, answers, signed reports, paid
claims, records and photos of the site; a log of the site is only added to.

Installed by migration 0002. An answered visit changes only together with its count of corrections
(the reason is in the trail); nothing here is ever deleted (papers: engine/database.py).
"""

from __future__ import annotations

ANSWER = ("method", "reached", "himself", "amount", "days", "at", "by_id")
ANSWERED = "\n      OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in ANSWER)
PAID = ("number", "kind", "month", "amount", "measured", "paid_on", "voucher", "state")
REPAID = "\n  OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in PAID)

INSTALL = f"""
CREATE OR REPLACE FUNCTION supervision_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what supervision has settled stays as it is (%)', TG_TABLE_NAME
    USING ERRCODE = 'check_violation';
END $$;

CREATE TRIGGER visit_round_drawn BEFORE UPDATE ON flows_visitround FOR EACH ROW
  WHEN (OLD.seed <> NEW.seed OR OLD.size <> NEW.size OR OLD.frame <> NEW.frame
        OR OLD.batch_id <> NEW.batch_id) EXECUTE FUNCTION supervision_kept();
CREATE TRIGGER visit_drawn BEFORE UPDATE ON flows_visit FOR EACH ROW
  WHEN (OLD.round_id <> NEW.round_id OR OLD.line_id <> NEW.line_id
        OR OLD.position <> NEW.position) EXECUTE FUNCTION supervision_kept();
CREATE TRIGGER visit_answered BEFORE UPDATE ON flows_visit FOR EACH ROW
  WHEN (OLD.at IS NOT NULL AND NEW.corrections = OLD.corrections
        AND ({ANSWERED})) EXECUTE FUNCTION supervision_kept();
CREATE TRIGGER visit_kept BEFORE DELETE ON flows_visit
  FOR EACH ROW EXECUTE FUNCTION supervision_kept();

CREATE TRIGGER monthly_report_signed BEFORE UPDATE ON flows_monthlyreport FOR EACH ROW
  WHEN (OLD.state = 'SIGNED') EXECUTE FUNCTION supervision_kept();
CREATE TRIGGER payment_claim_settled BEFORE UPDATE ON flows_paymentclaim FOR EACH ROW
  WHEN (OLD.state = 'PAID' AND ({REPAID})) EXECUTE FUNCTION supervision_kept();

CREATE TRIGGER escalation_kept BEFORE UPDATE OR DELETE ON flows_escalation
  FOR EACH ROW EXECUTE FUNCTION supervision_kept();
CREATE OR REPLACE FUNCTION site_log_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF to_jsonb(NEW) - 'additions' IS DISTINCT FROM to_jsonb(OLD) - 'additions'
     OR EXISTS (
       SELECT 1 FROM jsonb_array_elements(OLD.additions) WITH ORDINALITY said(text, place)
        WHERE text IS DISTINCT FROM NEW.additions -> (place::int - 1)) THEN
    RAISE EXCEPTION 'a log of the site is added to, never rewritten (%)', OLD.id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER site_log_added BEFORE UPDATE ON flows_sitelog
  FOR EACH ROW EXECUTE FUNCTION site_log_guard();
CREATE TRIGGER site_log_kept BEFORE DELETE ON flows_sitelog
  FOR EACH ROW EXECUTE FUNCTION supervision_kept();

CREATE TRIGGER inspection_record_kept BEFORE UPDATE OR DELETE ON flows_inspectionrecord
  FOR EACH ROW EXECUTE FUNCTION supervision_kept();
CREATE TRIGGER record_item_kept BEFORE UPDATE OR DELETE ON flows_recorditem
  FOR EACH ROW EXECUTE FUNCTION supervision_kept();
CREATE TRIGGER site_photo_kept BEFORE UPDATE OR DELETE ON flows_sitephoto
  FOR EACH ROW EXECUTE FUNCTION supervision_kept();
"""
REMOVE = """
DROP FUNCTION IF EXISTS supervision_kept() CASCADE;
DROP FUNCTION IF EXISTS site_log_guard() CASCADE;
"""
