"""The SQL of the trail: hash, append, refuse change, also of its head. Installed by 0002."""

ENTRY_COLUMNS = (
    "kind, actor_id, actor_name, actor_post, paper, paper_id, paper_title, step, move, label, "
    "from_state, to_state, opinion, payload, simulated, happened_at"
)

INSTALL = """
CREATE OR REPLACE FUNCTION entry_digest(e flows_entry) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT encode(sha256(convert_to(jsonb_build_array(
    e.chain_id, e.sequence, e.kind, e.actor_id, e.actor_name, e.actor_post, e.paper, e.paper_id,
    e.paper_title, e.step, e.move, e.label, e.from_state, e.to_state, e.opinion, e.payload,
    e.simulated, extract(epoch from e.happened_at), extract(epoch from e.written_at), e.previous
  )::text, 'UTF8')), 'hex')
$$;

CREATE OR REPLACE FUNCTION append_entry(p_chain bigint, p jsonb) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE e flows_entry; c flows_chain;
BEGIN
  SELECT * INTO c FROM flows_chain WHERE id = p_chain FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'no chain %', p_chain; END IF;
  e := jsonb_populate_record(NULL::flows_entry, p);
  e.id := nextval(pg_get_serial_sequence('flows_entry', 'id'));
  e.chain_id := p_chain;
  e.sequence := c.sequence + 1;
  e.previous := c.head;
  e.written_at := clock_timestamp();
  e.digest := entry_digest(e);
  PERFORM set_config('ygdz.appending', e.digest, true);
  INSERT INTO flows_entry SELECT (e).*;
  UPDATE flows_chain SET sequence = e.sequence, head = e.digest WHERE id = p_chain;
  PERFORM set_config('ygdz.appending', '', true);
  RETURN e.sequence;
END $$;

CREATE OR REPLACE FUNCTION entry_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF current_setting('ygdz.appending', true) IS DISTINCT FROM NEW.digest
       OR NEW.digest <> entry_digest(NEW) THEN
      RAISE EXCEPTION 'trail entries are appended only by append_entry()';
    END IF;
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'trail entries are never changed or removed';
END $$;

CREATE OR REPLACE FUNCTION chain_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'a trail is never removed';
  END IF;
  IF (NEW.sequence, NEW.head) IS DISTINCT FROM (OLD.sequence, OLD.head)
     AND current_setting('ygdz.appending', true) IS DISTINCT FROM NEW.head THEN
    RAISE EXCEPTION 'the head of a trail is moved only by append_entry()';
  END IF;
  IF OLD.simulated_at IS NOT NULL AND NEW.simulated_at IS NOT NULL
     AND NEW.simulated_at < OLD.simulated_at THEN
    RAISE EXCEPTION 'a simulated clock only moves forward';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER chain_guard BEFORE UPDATE OR DELETE ON flows_chain
  FOR EACH ROW EXECUTE FUNCTION chain_guard();
CREATE TRIGGER entry_guard BEFORE INSERT OR UPDATE OR DELETE ON flows_entry
  FOR EACH ROW EXECUTE FUNCTION entry_guard();
CREATE TRIGGER entry_guard_truncate BEFORE TRUNCATE ON flows_entry
  FOR EACH STATEMENT EXECUTE FUNCTION entry_guard();
"""

REMOVE = """
DROP FUNCTION IF EXISTS chain_guard() CASCADE;
DROP TRIGGER IF EXISTS entry_guard ON flows_entry;
DROP TRIGGER IF EXISTS entry_guard_truncate ON flows_entry;
DROP FUNCTION IF EXISTS entry_guard();
DROP FUNCTION IF EXISTS append_entry(bigint, jsonb);
DROP FUNCTION IF EXISTS entry_digest(flows_entry);
"""
