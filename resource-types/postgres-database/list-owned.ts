import type { BackendContext, OwnedObject } from "#domain/provisioning/resource-type.ts";
import { withAdminSession } from "./admin/with-admin-session.ts";

interface Row extends Record<string, unknown> {
  readonly kind: "database" | "role";
  readonly name: string;
  readonly resourceId: string;
}

/**
 * Lists the roles that bear our marker and the databases that belong to one of them.
 *
 * A database is told by its owner, as everywhere: it is there before its own comment is.
 * @throws backend_unavailable, backend_refused, aborted
 */
export async function listOwned(ctx: BackendContext): Promise<readonly OwnedObject[]> {
  return withAdminSession(ctx, async (session) => {
    const rows = await session.rows<Row>(
      `WITH marked AS (
         SELECT oid, rolname::text AS name, substr(shobj_description(oid, 'pg_authid'), 10) AS "resourceId" FROM pg_roles
          WHERE shobj_description(oid, 'pg_authid') ~ '^latchkey:[A-Za-z0-9_-]{1,64}$')
       SELECT 'role' AS kind, name, "resourceId" FROM marked
       UNION ALL SELECT 'database', datname::text, "resourceId" FROM pg_database JOIN marked ON marked.oid = datdba
       ORDER BY 3, 1, 2`,
    );
    return rows.map((row) => ({ ...row, ...identityOf(row) }));
  });
}

/** The place is not in the names, and they are not derived from it. */
function identityOf({ kind, name }: Row): Pick<OwnedObject, "identity"> {
  const [, words, rest = ""] = /^([a-z][a-z0-9_]{2,24})_[a-z2-7]{8}(.*)$/.exec(name) ?? [];
  const generation = Number(/^_g(\d{1,5})$/.exec(rest)?.[1] ?? 1);
  const isOurs = kind === "database" ? rest === "" : /^_(db|owner|ro|g\d{1,5})$/.test(rest);
  if (words === undefined || !isOurs || generation < 1) return {};
  return { identity: { name: words.replaceAll("_", "-"), team: "", environment: "", generation } };
}
