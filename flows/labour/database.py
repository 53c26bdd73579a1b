"""PostgreSQL keeps attendance that pay was computed from: locked days are reversed, never edited.

A locked row may lose ``live`` inside a unit (engine/database.py) and nothing else; a reversal may
not change at all; neither is ever deleted. Installed by migration 0002.
"""

from __future__ import annotations

INSTALL = """
CREATE OR REPLACE FUNCTION attendance_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'locked attendance is reversed, never deleted';
  END IF;
  IF OLD.reverses_id IS NOT NULL OR (NEW.live AND NOT OLD.live)
     OR to_jsonb(NEW) - 'live' IS DISTINCT FROM to_jsonb(OLD) - 'live' THEN
    RAISE EXCEPTION 'locked attendance is reversed, never edited';
  END IF;
  IF coalesce(current_setting('ygdz.unit', true), '') = '' THEN
    RAISE EXCEPTION 'locked attendance is reversed only through the door';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER attendance_locked BEFORE UPDATE OR DELETE ON flows_attendance FOR EACH ROW
  WHEN (OLD.locked OR OLD.reverses_id IS NOT NULL) EXECUTE FUNCTION attendance_guard();
"""
REMOVE = "DROP FUNCTION IF EXISTS attendance_guard() CASCADE;"
