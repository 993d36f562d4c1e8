DO $$
DECLARE
  wanted text;
BEGIN
  FOR attempt IN 1..20 LOOP
    BEGIN
      IF current_setting('server_version_num')::int >= 160000 THEN
        EXECUTE format('GRANT daylight_eraser TO %I WITH INHERIT TRUE', current_user);
      ELSE
        EXECUTE format('GRANT daylight_eraser TO %I', current_user);
      END IF;
      EXIT;
    EXCEPTION WHEN internal_error OR unique_violation THEN
      PERFORM pg_sleep(0.1);
      IF attempt = 20 THEN RAISE; END IF;
    END;
  END LOOP;
  FOR wanted IN
    SELECT tablename FROM pg_tables
    WHERE schemaname = current_schema() AND tableowner = current_user
  LOOP
    EXECUTE format('REVOKE ALL ON %I FROM daylight_app', wanted);
  END LOOP;
  EXECUTE format(
    'ALTER DEFAULT PRIVILEGES IN SCHEMA %I REVOKE ALL ON TABLES FROM daylight_app',
    current_schema());
END $$
