-- What is said beside an entry must name one that is there. Events have one way in, log_append.
SELECT set_config('search_path', format('%I, pg_temp', current_schema()), true)
---
CREATE FUNCTION log_has_entry() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM entry WHERE seq = NEW.seq AND event IS NULL) THEN
    RAISE EXCEPTION '% is append-only: it has no entry', TG_TABLE_NAME
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$
---
CREATE TRIGGER log_has_entry BEFORE INSERT ON notice
FOR EACH ROW EXECUTE FUNCTION log_has_entry()
---
ALTER TABLE notice ENABLE ALWAYS TRIGGER log_has_entry
---
CREATE TRIGGER log_has_entry BEFORE INSERT ON heartbeat
FOR EACH ROW EXECUTE FUNCTION log_has_entry()
---
ALTER TABLE heartbeat ENABLE ALWAYS TRIGGER log_has_entry
