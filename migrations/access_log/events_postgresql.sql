-- Entries come first here too, so that an event can be refused that has not all of its own.
SELECT set_config('search_path', format('%I, pg_temp', current_schema()), true)
---
-- A plan is made while the log is short and kept: it may neither read all of the log later, nor
-- go through a whole batch for each of its entries.
CREATE FUNCTION log_event_is_new() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_nestloop = off AS $$
DECLARE
  lowest bigint; highest bigint; said bigint; newest head;
BEGIN
  SELECT min(first_seq), max(first_seq + entries), sum(entries) INTO lowest, highest, said
  FROM added;
  IF said <> (
    SELECT count(*) FROM entry JOIN added ON added.first_seq = entry.event
    WHERE entry.seq >= lowest AND entry.seq < highest
      AND entry.seq >= added.first_seq AND entry.seq < added.first_seq + added.entries
  ) THEN
    RAISE EXCEPTION 'event is append-only: it has not all of its entries'
      USING ERRCODE = 'restrict_violation';
  END IF;
  -- A unique index reaches only as far as its partition. A UUIDv7 younger than the newest one by
  -- a day cannot be in an older one; every other id is looked up there.
  SELECT * INTO newest FROM head;
  IF newest.part > 0 AND EXISTS (
    SELECT FROM added
    WHERE (octet_length(added.id) <> 16 OR get_byte(added.id, 6) >> 4 <> 7
        OR left(encode(added.id, 'hex'), 12) < lpad(to_hex(
          (extract(epoch FROM newest.part_since + interval '1 day') * 1000)::bigint), 12, '0'))
      AND EXISTS (  -- OFFSET 0: asked of each row, in the index, and never made a join
        SELECT FROM event WHERE event.source_id = added.source_id AND event.id = added.id
          AND event.first_seq <> added.first_seq OFFSET 0)
  ) THEN
    RAISE unique_violation USING MESSAGE = 'an id is known from an older partition';
  END IF;
  RETURN NULL;
END $$
---
-- A statement trigger of the parent does not fire for a statement on a partition: each has its own.
CREATE OR REPLACE FUNCTION log_guard(guarded regclass) RETURNS void LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
  guard text := CASE WHEN guarded::text ~ '^entry' THEN 'log_is_dense' ELSE 'log_event_is_new' END;
BEGIN
  EXECUTE format('CREATE TRIGGER log_refuses BEFORE DELETE OR TRUNCATE ON %s
                  FOR EACH STATEMENT EXECUTE FUNCTION log_refuses()', guarded);
  EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER log_refuses', guarded);
  EXECUTE format('CREATE TRIGGER %I AFTER INSERT ON %s REFERENCING NEW TABLE AS added
                  FOR EACH STATEMENT EXECUTE FUNCTION %I()', guard, guarded, guard);
  EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', guarded, guard);
END $$
---
DO $$
DECLARE
  guarded regclass;
BEGIN
  FOR guarded IN SELECT relid FROM pg_partition_tree('event') LOOP
    EXECUTE format('CREATE TRIGGER log_event_is_new AFTER INSERT ON %s
                    REFERENCING NEW TABLE AS added
                    FOR EACH STATEMENT EXECUTE FUNCTION log_event_is_new()', guarded);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER log_event_is_new', guarded);
  END LOOP;
END $$
---
-- The one way in, as before, but the entries come first.
CREATE OR REPLACE FUNCTION log_append(
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
  INSERT INTO entry (seq, event, subject, leaf, month, retention, sealed)
  SELECT next.size + place - 1, next.size + nullif(o, -1), s, l, m, r, nullif(h, ''::bytea)
  FROM unnest(of_event, about, public, in_month, class, hidden)
    WITH ORDINALITY AS added(o, s, l, m, r, h, place);
  IF cardinality(known_as) > 0 THEN
    INSERT INTO event (first_seq, source_id, id, digest, occurred, body, entries)
    SELECT next.size + o, s, i, d, t, b, n
    FROM unnest(event_at, source, known_as, body_digest, at, content, counted)
      AS added(o, s, i, d, t, b, n);
  END IF;
  RETURN next.size;
END $$
