"""PostgreSQL keeps what was issued: a new fact makes a new version, the old one stays as it was.

Installed by migration 0002.
"""

from __future__ import annotations

INSTALL = """
CREATE OR REPLACE FUNCTION issued_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what was issued is never changed or removed (%)', TG_TABLE_NAME;
END $$;

CREATE TRIGGER issuedpaper_kept BEFORE UPDATE OR DELETE ON flows_issuedpaper
  FOR EACH ROW EXECUTE FUNCTION issued_guard();
CREATE TRIGGER documenttemplate_kept BEFORE UPDATE OR DELETE ON flows_documenttemplate
  FOR EACH ROW EXECUTE FUNCTION issued_guard();
"""
REMOVE = "DROP FUNCTION IF EXISTS issued_guard() CASCADE;"
