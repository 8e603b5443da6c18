import { readFile } from "node:fs/promises";
import { reasonOf, type Finding, type Patient } from "#cli/local/doctor/finding.ts";
import { openDatabase, type Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

const versionMin = 150_000;
const roles = ["web", "worker", "reveal", "auditor"] as const;
type Role = (typeof roles)[number];

interface Login {
  readonly login: string;
  readonly version: number;
  readonly superuser: boolean;
  readonly readsSealed: boolean | null;
  readonly writesAudit: boolean | null;
}

/** Logs in to the ledger as each process does, and looks whether it could do what it must not. */
export async function checkDatabases(patient: Patient): Promise<Finding[]> {
  const findings = await Promise.all(roles.map((role) => checkRole(patient, role)));
  return [...singleRole(patient), ...findings.flat()];
}

function singleRole({ settings, instance, isProduction }: Patient): Finding[] {
  if (settings.DATABASE_URL === undefined || instance?.databaseUrlFiles) return [];
  const missing = (["WEB", "WORKER", "REVEAL"] as const).filter(
    (name) => settings[`DATABASE_URL_${name}`] === undefined,
  );
  if (missing.length === 0) return [];
  const names = missing.map((name) => `DATABASE_URL_${name}`).join(", ");
  const refused = isProduction && settings.ALLOW_SINGLE_DB_ROLE !== "1";
  return [
    {
      level: refused ? "fail" : "warn",
      subject: "database roles",
      message: `${names} not set: these processes have all the rights of DATABASE_URL`,
      cure: "Give each process its own login (latchkey db grants prints the roles).",
    },
  ];
}

async function checkRole({ settings, instance }: Patient, role: Role): Promise<Finding[]> {
  const subject = `database, ${role}`;
  const own =
    role === "auditor" ? undefined : settings[`DATABASE_URL_${role.toUpperCase() as "WEB" | "WORKER" | "REVEAL"}`];
  const file = instance?.databaseUrlFiles?.[role];
  try {
    const url = own ?? (file === undefined ? settings.DATABASE_URL : (await readFile(file, "utf8")).trim());
    if (url === undefined) {
      const cure = `Set DATABASE_URL_${role.toUpperCase()} or DATABASE_URL.`;
      return role === "auditor" ? [] : [{ level: "fail", subject, message: "no connection string", cure }];
    }
    const isOwn = own !== undefined || file !== undefined;
    return judge(await lookInside(url), { subject, isOwn });
  } catch (error) {
    const cure = instance?.databaseUrlFiles
      ? "Run npm start."
      : "See that it runs, and that the connection string is right.";
    return [{ level: "fail", subject, message: `does not answer: ${reasonOf(error)}`, cure }];
  }
}

async function lookInside(url: string): Promise<Login> {
  const db = openDatabase(url, { name: "latchkey doctor", connectionsMax: 1 });
  try {
    return await askRights(db);
  } finally {
    await db.close();
  }
}

async function askRights(db: Queryable): Promise<Login> {
  const [login] = await db.query<Login>(sql`
    SELECT current_user AS login, current_setting('server_version_num')::int AS version, rolsuper AS superuser,
      has_column_privilege(sealed.oid, 'ciphertext', 'SELECT') AS "readsSealed",
      has_table_privilege(events.oid, 'UPDATE, DELETE') AS "writesAudit"
    FROM pg_roles
      LEFT JOIN pg_class sealed ON sealed.relname = 'sealed_payloads' AND sealed.relkind = 'r'
      LEFT JOIN pg_class events ON events.relname = 'audit_events' AND events.relkind = 'r'
    WHERE rolname = current_user`);
  if (login === undefined) throw new Error("the login has no row in pg_roles");
  return login;
}

function judge(found: Login, { subject, isOwn }: { subject: string; isOwn: boolean }): Finding[] {
  const grants = "Let it be a member of its group role only: latchkey db grants.";
  if (found.version < versionMin) {
    return [
      {
        level: "fail",
        subject,
        message: "the server is older than PostgreSQL 15",
        cure: "Use PostgreSQL 15 or newer.",
      },
    ];
  }
  if (found.readsSealed === null) {
    return [{ level: "fail", subject, message: "the ledger is empty", cure: "Run the migrations." }];
  }
  if (isOwn && found.superuser)
    return [{ level: "fail", subject, message: `${found.login} is a superuser`, cure: grants }];
  if (isOwn && found.readsSealed) {
    return [{ level: "fail", subject, message: `${found.login} can read sealed payloads`, cure: grants }];
  }
  if (isOwn && found.writesAudit) {
    return [{ level: "fail", subject, message: `${found.login} can change audit events`, cure: grants }];
  }
  return [{ level: "ok", subject, message: `${found.login} on PostgreSQL ${Math.floor(found.version / 10_000)}` }];
}
