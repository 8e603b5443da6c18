-- The login by which workers build databases on a cluster of yours. Run once as a superuser with psql:
--
--   psql -v password="$(cat target-admin)" -f deploy/postgres/target-admin.sql
--
-- No superuser: it may make databases and roles, and manage those it made.
\set ON_ERROR_STOP on
SET password_encryption = 'scram-sha-256';
-- The password must not reach the server's log.
SET log_statement = 'none';
SET log_min_duration_statement = -1;
SET log_min_error_statement = 'panic';

CREATE ROLE latchkey_admin LOGIN CREATEDB CREATEROLE PASSWORD :'password';

-- PostgreSQL leaves these open to every login.
REVOKE CONNECT, TEMPORARY ON DATABASE postgres, template1 FROM PUBLIC;
GRANT CONNECT ON DATABASE postgres TO latchkey_admin;

-- Optional: lets workers see that somebody else changed a password (docs/runbooks/rotation.md). It is the right to read the
-- SCRAM verifier of every login of the cluster, in this database: decide whether you want the admin to have it.
-- GRANT SELECT (rolname, rolpassword) ON pg_catalog.pg_authid TO latchkey_admin;
