-- Erasing is not done by the way: the role for it is taken by SET LOCAL ROLE, or nothing is erased.
-- PostgreSQL 15 knows no such grant. There nobody who connects is the eraser.
DO $$
BEGIN
  FOR attempt IN 1..20 LOOP
    BEGIN
      IF current_setting('server_version_num')::int >= 160000 THEN
        EXECUTE format('GRANT daylight_eraser TO %I WITH INHERIT FALSE, SET TRUE', current_user);
      ELSE
        EXECUTE format('REVOKE daylight_eraser FROM %I', current_user);
      END IF;
      EXIT;
    EXCEPTION WHEN internal_error OR unique_violation THEN
      -- "tuple concurrently updated": another database of this cluster migrates
      PERFORM pg_sleep(0.1);
      IF attempt = 20 THEN RAISE; END IF;
    END;
  END LOOP;
END $$
---
-- What serve and worker may do, whoever they sign in as: rows of every table that is not the log's.
DO $$
DECLARE
  wanted text;
BEGIN
  FOR wanted IN
    SELECT tablename FROM pg_tables
    WHERE schemaname = current_schema() AND tableowner = current_user
  LOOP
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO daylight_app', wanted);
  END LOOP;
  EXECUTE format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA %I TO daylight_app', current_schema());
  EXECUTE format(
    'ALTER DEFAULT PRIVILEGES IN SCHEMA %I'
    ' GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO daylight_app', current_schema());
END $$
---
REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM daylight_app
