import { createHash } from "node:crypto";
import { withAdminSession } from "./admin/with-admin-session.ts";
import { prepareCall, type PostgresContext } from "./call.ts";

/**
 * SHA-256 over the verifier that the server keeps of this generation's password; null where the login is gone, or where
 * this admin may not read verifiers (a superuser may, and who was granted SELECT on `pg_authid`).
 *
 * @throws backend_unavailable, backend_refused, aborted
 */
export async function fingerprint(ctx: PostgresContext): Promise<string | null> {
  const { names } = prepareCall(ctx);
  return withAdminSession(ctx, async (session) => {
    // In two steps: a statement that names a column which it may not read is refused as a whole.
    const [right] = await session.rows<{ mayRead: boolean }>(
      `SELECT has_column_privilege('pg_catalog.pg_authid', 'rolpassword', 'SELECT')
          AND has_column_privilege('pg_catalog.pg_authid', 'rolname', 'SELECT') AS "mayRead"`,
    );
    if (right?.mayRead !== true) return null;
    const [row] = await session.rows<{ verifier: string | null }>(
      "SELECT rolpassword AS verifier FROM pg_catalog.pg_authid WHERE rolname = $1",
      [names.loginRole],
    );
    if (row === undefined) return null;
    return createHash("sha256")
      .update(row.verifier ?? "no password")
      .digest("base64url");
  });
}
