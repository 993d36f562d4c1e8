-- Who owns the log, who may add to it, who may erase in it: group roles without a sign-in.
-- Roles belong to the whole cluster, so another migration may be making them just now.
DO $$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['daylight_log_owner', 'daylight_app', 'daylight_eraser'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN
        NULL;
      END;
    END IF;
  END LOOP;
END $$
---
DO $$
DECLARE
  wanted text;
  how text := '';
  missing text[];
BEGIN
  -- To hand tables to the owner one must be able to become it; the migration ends that again.
  IF current_setting('server_version_num')::int >= 160000 THEN
    how := ' WITH SET TRUE, INHERIT FALSE';
  END IF;
  FOR attempt IN 1..20 LOOP
    BEGIN
      EXECUTE format('GRANT daylight_log_owner TO %I', current_user) || how;
      FOREACH wanted IN ARRAY ARRAY['daylight_app', 'daylight_eraser'] LOOP
        IF NOT pg_has_role(current_user, wanted, 'USAGE') THEN
          EXECUTE format('GRANT %I TO %I', wanted, current_user);
        END IF;
      END LOOP;
      EXIT;
    EXCEPTION WHEN internal_error OR unique_violation THEN
      -- "tuple concurrently updated": another database of this cluster migrates
      PERFORM pg_sleep(0.1);
      IF attempt = 20 THEN RAISE; END IF;
    END;
  END LOOP;
  EXECUTE format('GRANT USAGE, CREATE ON SCHEMA %I TO daylight_log_owner', current_schema());
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO daylight_app, daylight_eraser', current_schema());
END $$
