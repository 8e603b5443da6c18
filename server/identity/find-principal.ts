import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { KnownPrincipal } from "#server/identity/principal-row.ts";

interface PrincipalKey {
  readonly issuer: string;
  readonly subject: string;
}

/** Finds a principal by the only names that identify one: issuer and subject. */
export async function findPrincipal(on: Queryable, { issuer, subject }: PrincipalKey): Promise<KnownPrincipal | null> {
  const [row] = await on.query<KnownPrincipal>(sql`
    SELECT id, kind, issuer, subject, email, name, groups, claims_at AS "claimsAt", disabled_at AS "disabledAt"
    FROM principals WHERE issuer = ${issuer} AND subject = ${subject}`);
  return row ?? null;
}

/** The same, and holds the row against every other writer until the transaction ends. */
export async function lockPrincipal(tx: Queryable, { issuer, subject }: PrincipalKey): Promise<KnownPrincipal | null> {
  const [row] = await tx.query<KnownPrincipal>(sql`
    SELECT id, kind, issuer, subject, email, name, groups, claims_at AS "claimsAt", disabled_at AS "disabledAt"
    FROM principals WHERE issuer = ${issuer} AND subject = ${subject} FOR NO KEY UPDATE`);
  return row ?? null;
}
