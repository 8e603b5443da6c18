import { randomBytes } from "node:crypto";
import pg from "pg";
import { scramVerifier } from "#domain/credentials/scram-verifier.ts";

/**
 * Makes what `postgres-small` makes, by a script without a ledger, a queue or a portal: the same statements on the
 * same server and the same logins, one after the other. Gives the milliseconds it took.
 */
export async function makeRawDatabase(admin: pg.Client, adminUrl: string): Promise<number> {
  const name = `raw_${randomBytes(6).toString("hex")}`;
  const [holder, owner, login] = [`${name}_db`, `${name}_owner`, `${name}_g1`];
  const startedAt = performance.now();
  await admin.query(`BEGIN; ${[holder, owner].map(createRole).join("; ")};
    CREATE ROLE ${login} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS CONNECTION LIMIT 10 IN ROLE ${owner};
    COMMENT ON ROLE ${login} IS 'raw'; ${grantToAdmin(login)}; ALTER ROLE ${login} SET role = '${owner}';
    ALTER ROLE ${login} SET statement_timeout = '30000';
    ALTER ROLE ${login} SET idle_in_transaction_session_timeout = '60000';
    ALTER ROLE ${login} SET idle_session_timeout = '1800000'; COMMIT`);
  await admin.query(
    `CREATE DATABASE ${name} OWNER ${holder} TEMPLATE template0 ENCODING 'UTF8' ALLOW_CONNECTIONS false CONNECTION LIMIT 22`,
  );
  await admin.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC;
    GRANT CONNECT, CREATE, TEMPORARY ON DATABASE ${name} TO ${owner}; ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS true`);
  await inside(adminUrl, { database: name }, (client) =>
    client.query(`ALTER SCHEMA public OWNER TO ${owner}; REVOKE ALL ON SCHEMA public FROM PUBLIC;
      COMMENT ON DATABASE ${name} IS 'raw'`),
  );
  const probe = await setPassword(admin, login);
  await inside(adminUrl, { database: name, user: login, password: probe }, async (client) => {
    await client.query("BEGIN; CREATE TABLE raw_probe (id int); SELECT current_user; DROP TABLE raw_probe; ROLLBACK");
    await client.query(`CREATE ROLE ${login}`).catch(() => undefined);
    await client.query(`CREATE DATABASE ${name}`).catch(() => undefined);
  });
  await setPassword(admin, login);
  return performance.now() - startedAt;
}

function createRole(name: string): string {
  return `CREATE ROLE ${name} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
    COMMENT ON ROLE ${name} IS 'raw'; ${grantToAdmin(name)}`;
}

/** The admin of an installation is no superuser: it has to be a member of what it owns. */
function grantToAdmin(role: string): string {
  return `GRANT ${role} TO CURRENT_USER WITH INHERIT TRUE, SET TRUE`;
}

async function setPassword(admin: pg.Client, login: string): Promise<string> {
  const password = randomBytes(24).toString("base64url");
  await admin.query(`ALTER ROLE ${login} LOGIN PASSWORD '${scramVerifier(Buffer.from(password))}'`);
  return password;
}

async function inside(
  adminUrl: string,
  as: { database: string; user?: string; password?: string },
  work: (client: pg.Client) => Promise<unknown>,
): Promise<void> {
  const url = new URL(adminUrl);
  url.pathname = `/${as.database}`;
  if (as.user) url.username = as.user;
  if (as.password) url.password = as.password;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await work(client);
  await client.end();
}
