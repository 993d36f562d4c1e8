-- The log on PostgreSQL. Run as daylight_log_owner, which owns all of it.
-- No function below may be led to another schema, least of all to the temporary one.
SELECT set_config('search_path', format('%I, pg_temp', current_schema()), true)
---
INSERT INTO head (id, size, key_epoch, part) VALUES (1, 0, 0, -1)
---
CREATE FUNCTION log_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
---
CREATE FUNCTION log_is_dense() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT AS $$
DECLARE
  n bigint; lowest bigint; highest bigint; next bigint;
BEGIN
  SELECT count(*), min(seq), max(seq) INTO n, lowest, highest FROM added;
  IF n = 0 THEN RETURN NULL; END IF;
  SELECT size INTO next FROM head FOR UPDATE;
  IF lowest <> next OR highest <> next + n - 1 THEN
    RAISE EXCEPTION 'entry is append-only: % to % is not next after %', lowest, highest, next - 1
      USING ERRCODE = 'restrict_violation';
  END IF;
  UPDATE head SET size = next + n;
  RETURN NULL;
END $$
---
CREATE FUNCTION log_head_counts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.id <> OLD.id OR NEW.key_epoch < OLD.key_epoch OR NEW.part < OLD.part
     OR NEW.size IS DISTINCT FROM (SELECT coalesce(max(seq) + 1, 0) FROM entry) THEN
    RAISE EXCEPTION 'head counts the entries and nothing else' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$
---
CREATE FUNCTION log_entry_only_forgets() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  after entry := NEW;
BEGIN
  after.sealed := OLD.sealed;
  IF NEW.sealed IS NOT NULL OR after IS DISTINCT FROM OLD THEN
    RAISE EXCEPTION 'entry is append-only: only what is sealed may go'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$
---
CREATE FUNCTION log_event_only_forgets() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  after event := NEW;
BEGIN
  after.body := OLD.body;
  after.occurred := OLD.occurred;
  IF NEW.body IS NOT NULL OR NEW.occurred IS NOT NULL OR after IS DISTINCT FROM OLD THEN
    RAISE EXCEPTION 'event is append-only: only what is sealed may go'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$
---
-- A statement trigger of the parent does not fire for a statement on a partition: each has its own.
CREATE FUNCTION log_guard(guarded regclass) RETURNS void LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER log_refuses BEFORE DELETE OR TRUNCATE ON %s
                  FOR EACH STATEMENT EXECUTE FUNCTION log_refuses()', guarded);
  EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER log_refuses', guarded);
  IF guarded::text ~ '^entry' THEN
    EXECUTE format('CREATE TRIGGER log_is_dense AFTER INSERT ON %s REFERENCING NEW TABLE AS added
                    FOR EACH STATEMENT EXECUTE FUNCTION log_is_dense()', guarded);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER log_is_dense', guarded);
  END IF;
END $$
---
CREATE TRIGGER log_only_forgets BEFORE UPDATE ON entry
FOR EACH ROW EXECUTE FUNCTION log_entry_only_forgets()
---
CREATE TRIGGER log_only_forgets BEFORE UPDATE ON event
FOR EACH ROW EXECUTE FUNCTION log_event_only_forgets()
---
ALTER TABLE entry ENABLE ALWAYS TRIGGER log_only_forgets
---
ALTER TABLE event ENABLE ALWAYS TRIGGER log_only_forgets
---
SELECT log_guard('entry')
---
SELECT log_guard('event')
---
ALTER TABLE entry ALTER sealed SET STORAGE EXTERNAL
---
ALTER TABLE event ALTER body SET STORAGE EXTERNAL
---
-- Partitions of 2^24 entries. Within one, (source_id, id) is unique; see log_append for the rest.
CREATE FUNCTION log_add_part(part_number int) RETURNS void LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
  kind text; made text;
BEGIN
  FOREACH kind IN ARRAY ARRAY['entry', 'event'] LOOP
    made := format('%s_p%s', kind, part_number);
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL EXCLUDING INDEXES)', made, kind);
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)',
                   kind, made, part_number::bigint << 24, (part_number + 1)::bigint << 24);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER log_only_forgets', made);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', made);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', made);
    EXECUTE format('CREATE POLICY owner ON %I TO daylight_log_owner USING (true)', made);
    PERFORM log_guard(made::regclass);
  END LOOP;
  EXECUTE format('CREATE UNIQUE INDEX %I ON %I (source_id, id)',
                 format('uq_event_source_id_p%s', part_number), made);
  UPDATE head SET part = part_number, part_since = now();
END $$
---
ALTER TABLE head ENABLE ROW LEVEL SECURITY
---
ALTER TABLE head FORCE ROW LEVEL SECURITY
---
CREATE POLICY owner ON head TO daylight_log_owner USING (true)
---
CREATE POLICY readers ON head FOR SELECT TO daylight_app, daylight_eraser USING (true)
---
ALTER TABLE entry ENABLE ROW LEVEL SECURITY
---
ALTER TABLE entry FORCE ROW LEVEL SECURITY
---
CREATE POLICY owner ON entry TO daylight_log_owner USING (true)
---
CREATE POLICY readers ON entry FOR SELECT TO daylight_app USING (
  subject = decode(current_setting('daylight.subject', true), 'hex')
  OR current_setting('daylight.reader', true) = 'log')
---
ALTER TABLE event ENABLE ROW LEVEL SECURITY
---
ALTER TABLE event FORCE ROW LEVEL SECURITY
---
CREATE POLICY owner ON event TO daylight_log_owner USING (true)
---
-- A body opens only with a key that lies in an entry, and entries are kept apart by subject.
CREATE POLICY readers ON event FOR SELECT TO daylight_app USING (
  coalesce(current_setting('daylight.subject', true), '') <> ''
  OR current_setting('daylight.reader', true) = 'log')
---
CREATE TRIGGER log_refuses BEFORE INSERT OR DELETE OR TRUNCATE ON head
FOR EACH STATEMENT EXECUTE FUNCTION log_refuses()
---
ALTER TABLE head ENABLE ALWAYS TRIGGER log_refuses
---
CREATE TRIGGER log_head_counts BEFORE UPDATE ON head
FOR EACH ROW EXECUTE FUNCTION log_head_counts()
---
ALTER TABLE head ENABLE ALWAYS TRIGGER log_head_counts
---
SELECT log_add_part(0)
---
CREATE TRIGGER log_refuses BEFORE UPDATE OR DELETE OR TRUNCATE ON notice
FOR EACH STATEMENT EXECUTE FUNCTION log_refuses()
---
ALTER TABLE notice ENABLE ALWAYS TRIGGER log_refuses
---
CREATE TRIGGER log_refuses BEFORE UPDATE OR DELETE OR TRUNCATE ON heartbeat
FOR EACH STATEMENT EXECUTE FUNCTION log_refuses()
---
ALTER TABLE heartbeat ENABLE ALWAYS TRIGGER log_refuses
---
CREATE FUNCTION log_grants_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT AS $$
BEGIN
  UPDATE head SET key_epoch = key_epoch + 1;
  RETURN NULL;
END $$
---
CREATE TRIGGER log_grants_changed AFTER INSERT OR UPDATE OR DELETE ON sealed_grant
FOR EACH STATEMENT EXECUTE FUNCTION log_grants_changed()
---
ALTER TABLE sealed_grant ENABLE ALWAYS TRIGGER log_grants_changed
---
-- The one way in. Takes the head row, numbers and inserts; gives the first number, or, when a key
-- was erased or a grant changed meanwhile, minus one minus the epoch that now holds.
CREATE FUNCTION log_append(
  epoch bigint,
  event_at int[], source bytea[], known_as bytea[], body_digest bytea[], at bigint[],
  content bytea[], counted int[],
  of_event int[], about bytea[], public bytea[], in_month int[], class smallint[], hidden bytea[]
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT AS $$
DECLARE
  next head; last bigint;
BEGIN
  SELECT * INTO next FROM head FOR UPDATE;
  IF next.key_epoch <> epoch THEN RETURN -1 - next.key_epoch; END IF;
  last := next.size + cardinality(public) - 1;
  IF (last + (1 << 22)) >> 24 > next.part THEN
    PERFORM log_add_part(next.part + 1);
  END IF;
  -- A unique index reaches only as far as its partition. A UUIDv7 younger than the newest one by
  -- a day cannot be in an older one; every other id is looked up there.
  IF next.part > 0 AND EXISTS (
    SELECT FROM unnest(source, known_as) AS added(s, i)
    JOIN event ON event.source_id = added.s AND event.id = added.i
    WHERE event.first_seq < next.part::bigint << 24
      AND (octet_length(i) <> 16 OR get_byte(i, 6) >> 4 <> 7 OR left(encode(i, 'hex'), 12) < lpad(
        to_hex((extract(epoch FROM next.part_since + interval '1 day') * 1000)::bigint), 12, '0'))
  ) THEN
    RAISE unique_violation USING MESSAGE = 'an id is known from an older partition';
  END IF;
  IF cardinality(known_as) > 0 THEN
    INSERT INTO event (first_seq, source_id, id, digest, occurred, body, entries)
    SELECT next.size + o, s, i, d, t, b, n
    FROM unnest(event_at, source, known_as, body_digest, at, content, counted)
      AS added(o, s, i, d, t, b, n);
  END IF;
  INSERT INTO entry (seq, event, subject, leaf, month, retention, sealed)
  SELECT next.size + place - 1, next.size + nullif(o, -1), s, l, m, r, nullif(h, ''::bytea)
  FROM unnest(of_event, about, public, in_month, class, hidden)
    WITH ORDINALITY AS added(o, s, l, m, r, h, place);
  RETURN next.size;
END $$
---
-- Erasure: empties what is sealed in these entries, and in an event when its last entry goes.
CREATE FUNCTION log_erase(seqs bigint[]) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path FROM CURRENT AS $$
  UPDATE head SET key_epoch = key_epoch + 1;
  UPDATE entry SET sealed = NULL WHERE seq = ANY (seqs) AND sealed IS NOT NULL;
  UPDATE event SET body = NULL, occurred = NULL
  WHERE first_seq IN (SELECT event FROM entry WHERE seq = ANY (seqs))
    AND body IS NOT NULL
    AND NOT EXISTS (
      SELECT FROM entry WHERE entry.seq >= event.first_seq
        AND entry.seq < event.first_seq + event.entries AND entry.sealed IS NOT NULL);
$$
---
REVOKE ALL ON FUNCTION log_append, log_erase, log_add_part, log_guard FROM PUBLIC
---
GRANT EXECUTE ON FUNCTION log_append TO daylight_app
---
GRANT EXECUTE ON FUNCTION log_erase TO daylight_eraser
---
GRANT SELECT ON head, entry, event TO daylight_app
---
GRANT SELECT ON head TO daylight_eraser
---
GRANT SELECT, INSERT ON notice, heartbeat TO daylight_app
---
GRANT SELECT, INSERT, UPDATE ON sealed_grant TO daylight_app
