"""The last lock: PostgreSQL itself refuses a state that was not changed inside a unit.

Installed by migration 0002 for every paper. ``unit.work`` names the chain it has locked in the
transaction's setting ``ygdz.unit``; an UPDATE of a state without it, and any DELETE, is refused,
whoever sends it: ORM, admin, raw SQL.
"""

from __future__ import annotations

GUARDED = {
    "flows_project": "stage",
    "flows_planitem": "state",
    "flows_intake": "state",
    "flows_laboursurvey": "state",
    "flows_implementationplan": "state",
    "flows_approvalcase": "state",
    "flows_fundingnotice": "state",
    "flows_contract": "state",
    "flows_startreadiness": "state",
    "flows_roster": "state",
    "flows_engagement": "state",
    "flows_complaint": "state",
    "flows_payrollbatch": "state",
    "flows_payrollline": "status",
    "flows_strikerequest": "state",
    "flows_payexception": "state",
    "flows_inspection": "state",
    "flows_rectification": "state",
    "flows_visitround": "state",
    "flows_monthlyreport": "state",
    "flows_paymentclaim": "state",
    "flows_change": "state",
    "flows_suspension": "state",
    "flows_closure": "state",
    "flows_acceptancecase": "state",
    "flows_handover": "state",
    "flows_followup": "state",
}

# A corrected roster may drop a person whom the township has not verified yet.
LOOSE = {"flows_engagement": "WHEN (OLD.state NOT IN ('INTENT', 'REGISTERED')) "}

FUNCTION = """
CREATE OR REPLACE FUNCTION state_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'papers are never deleted (%)', TG_TABLE_NAME;
  END IF;
  IF coalesce(current_setting('ygdz.unit', true), '') = '' THEN
    RAISE EXCEPTION 'papers change state only through the door (%)', TG_TABLE_NAME;
  END IF;
  RETURN NEW;
END $$;
"""

TRIGGERS = "\n".join(
    f"""
CREATE TRIGGER {table}_state BEFORE UPDATE ON {table} FOR EACH ROW
  WHEN (OLD.{column} IS DISTINCT FROM NEW.{column}) EXECUTE FUNCTION state_guard();
CREATE TRIGGER {table}_kept BEFORE DELETE ON {table}
  FOR EACH ROW {LOOSE.get(table, "")}EXECUTE FUNCTION state_guard();
"""
    for table, column in GUARDED.items()
)

INSTALL = FUNCTION + TRIGGERS
REMOVE = "DROP FUNCTION IF EXISTS state_guard() CASCADE;"
