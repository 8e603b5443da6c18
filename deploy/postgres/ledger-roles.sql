-- Roles and database of the ledger. Run once as a superuser with psql, passwords from files:
--
--   psql -v migrator="$(cat migrator)" -v web="$(cat web)" -v worker="$(cat worker)" -v reveal="$(cat reveal)" \
--        -v auditor="$(cat auditor)" -f deploy/postgres/ledger-roles.sql
--
-- The group roles carry the rights, which the migrations grant; the logins are yours to name and to rotate.
\set ON_ERROR_STOP on
SET password_encryption = 'scram-sha-256';
-- Passwords must not reach the server's log.
SET log_statement = 'none';
SET log_min_duration_statement = -1;
SET log_min_error_statement = 'panic';

CREATE ROLE latchkey_web NOLOGIN;
CREATE ROLE latchkey_worker NOLOGIN;
CREATE ROLE latchkey_reveal NOLOGIN;
CREATE ROLE latchkey_auditor NOLOGIN;

-- CREATEROLE only lets the migrations make a group role that is missing; after this file none is.
CREATE ROLE latchkey_migrator LOGIN PASSWORD :'migrator';
CREATE ROLE latchkey_web_login LOGIN PASSWORD :'web' IN ROLE latchkey_web;
CREATE ROLE latchkey_worker_login LOGIN PASSWORD :'worker' IN ROLE latchkey_worker;
CREATE ROLE latchkey_reveal_login LOGIN PASSWORD :'reveal' IN ROLE latchkey_reveal;
CREATE ROLE latchkey_auditor_login LOGIN PASSWORD :'auditor' IN ROLE latchkey_auditor;

CREATE DATABASE latchkey OWNER latchkey_migrator;
REVOKE ALL ON DATABASE latchkey FROM PUBLIC;
GRANT CONNECT ON DATABASE latchkey TO latchkey_web, latchkey_worker, latchkey_reveal, latchkey_auditor;
