import { readdir, readFile } from "node:fs/promises";
import type { Command } from "#cli/command.ts";

const migrations = new URL("../../prisma/migrations/", import.meta.url);
const groups = ["latchkey_web", "latchkey_worker", "latchkey_reveal", "latchkey_auditor"];

/** What the worker needs on the queue's schema, which the queue library makes and fills. */
const queueGrants = [
  "GRANT USAGE ON SCHEMA bullmq TO latchkey_worker;",
  "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA bullmq TO latchkey_worker;",
  "GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA bullmq TO latchkey_worker;",
  "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA bullmq FROM PUBLIC;",
  "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA bullmq TO latchkey_worker;",
];

/** `latchkey db grants`: the SQL that makes the group roles and gives them their rights, for a database administrator. */
export const dbGrants: Command = {
  name: "db grants",
  about: "Print the SQL of the database roles and their rights.",
  positionals: [],
  options: [],
  notes: [
    "For places where the migrator may not create roles: an administrator runs it before the first migration.",
    "It can be run again at any time, for example after a restore without privileges.",
  ],
  async run(_, terminal) {
    terminal.out(grantsSql(await migrationGrants()));
    return 0;
  },
};

/** The GRANT and REVOKE statements of the migrations, in their order; those on a function that was dropped later are over. */
async function migrationGrants(): Promise<string[]> {
  const entries = await readdir(migrations, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const files = names.sort().map((name) => readFile(new URL(`${name}/migration.sql`, migrations), "utf8"));
  const sql = (await Promise.all(files)).join("\n");
  return [...sql.matchAll(/^(?:GRANT|REVOKE)\b[^;]*;/gm)]
    .filter(({ 0: statement, index }) => {
      const named = /\bON FUNCTION ("[^;]*\))/.exec(statement)?.[1];
      return named === undefined || !sql.includes(`DROP FUNCTION ${named};`, index);
    })
    .map(([statement]) => statement);
}

function grantsSql(grants: readonly string[]): string {
  return `-- The database roles of Latchkey and their rights. Idempotent.

-- 1. Group roles, without login. Needs CREATEROLE; run it before the first migration.
DO $latchkey$
DECLARE role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY[${groups.map((group) => `'${group}'`).join(", ")}] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
    END IF;
  END LOOP;
END $latchkey$;

-- Make one login per process, and set its password with \\password:
${groups.map((group) => `--   CREATE ROLE ${group}_login LOGIN IN ROLE ${group};`).join("\n")}

-- 2. Rights, as the migrations give them. Needs the owner of the tables; does nothing before the first migration.
DO $latchkey$
BEGIN
  IF to_regclass('public.requests') IS NULL THEN
    RETURN;
  END IF;
${indented(grants)}
END $latchkey$;

-- 3. The queue on PostgreSQL; not needed with REDIS_URL.
DO $latchkey$
BEGIN
  IF to_regnamespace('bullmq') IS NULL THEN
    RETURN;
  END IF;
${indented(queueGrants)}
END $latchkey$;
`;
}

function indented(statements: readonly string[]): string {
  return statements.map((statement) => `  ${statement.replaceAll("\n", "\n  ")}`).join("\n");
}
