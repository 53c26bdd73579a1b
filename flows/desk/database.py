"""What the desk keeps in PostgreSQL itself. Installed by 0002.

A seat belongs to the post: when its holder leaves, it goes back into the post's queue. Here,
because appointments and accounts are ended in several places (admin, commands) and a seat left in
the hands of somebody who is gone would wait for ever.

Search by words: ``bigrams`` cuts a text into every two neighbouring signs, because Chinese has no
spaces to cut at; a GIN index on them finds 道路 in 示例村道路硬化 (flows/desk/search.py).
"""

# Dear to the planner: whoever asks without the index compares the text itself first.
SEARCH = """
CREATE OR REPLACE FUNCTION bigrams(said text) RETURNS text[]
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
  SELECT coalesce(array_agg(DISTINCT substr(lower(said), place, 2)), ARRAY[]::text[])
    FROM generate_series(1, length(said) - 1) AS place
$$;
CREATE INDEX seat_words ON flows_seat
  USING gin (bigrams(project_name || ' ' || project_code));
"""

RELEASE = """
CREATE OR REPLACE FUNCTION release_seats() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'orgs_user' THEN
    UPDATE flows_seat SET holder_id = NULL
     WHERE holder_id = NEW.id AND state IN ('open', 'waiting');
  ELSE
    UPDATE flows_seat SET holder_id = NULL
     WHERE holder_id = OLD.user_id AND post_id = OLD.post_id AND state IN ('open', 'waiting');
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER appointment_ended AFTER UPDATE OF ended_on, user_id, post_id ON orgs_appointment
  FOR EACH ROW WHEN (NEW.ended_on IS NOT NULL OR NEW.user_id <> OLD.user_id
    OR NEW.post_id <> OLD.post_id) EXECUTE FUNCTION release_seats();
CREATE TRIGGER appointment_removed AFTER DELETE ON orgs_appointment
  FOR EACH ROW EXECUTE FUNCTION release_seats();
CREATE TRIGGER account_closed AFTER UPDATE OF is_active ON orgs_user
  FOR EACH ROW WHEN (NOT NEW.is_active) EXECUTE FUNCTION release_seats();
"""

INSTALL = SEARCH + RELEASE
REMOVE = """
DROP FUNCTION IF EXISTS release_seats() CASCADE;
DROP FUNCTION IF EXISTS bigrams(text) CASCADE;
"""
