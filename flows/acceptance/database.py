"""PostgreSQL keeps a seal as it was made: no row of it is changed or deleted, by whoever asks."""

from __future__ import annotations

INSTALL = """
CREATE OR REPLACE FUNCTION seal_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a seal is never changed (%)', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER flows_seal_kept BEFORE UPDATE OR DELETE ON flows_seal
  FOR EACH ROW EXECUTE FUNCTION seal_guard();
CREATE TRIGGER flows_sealpart_kept BEFORE UPDATE OR DELETE ON flows_sealpart
  FOR EACH ROW EXECUTE FUNCTION seal_guard();
"""
REMOVE = "DROP FUNCTION IF EXISTS seal_guard() CASCADE;"
