import type { AuditActor } from "#domain/audit/audit-event.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import { lockPrincipal } from "#server/identity/find-principal.ts";
import { mergeClaims, type ClaimsChange } from "#server/identity/merge-claims.ts";
import type { PrincipalClaims } from "#server/identity/principal-claims.ts";
import type { KnownPrincipal } from "#server/identity/principal-row.ts";
import { newId } from "#server/ids/new-id.ts";

/**
 * Records what a verified token says about its principal and gives the row, locked until the transaction ends.
 *
 * A first token makes the principal; a newer one replaces what an older one said; an older one changes nothing. A new
 * principal and a changed membership are audit events of the same transaction.
 */
export async function upsertPrincipal(
  tx: Queryable,
  claims: PrincipalClaims,
  by: { readonly source: "sign_in" | "bearer"; readonly channel: "web" | "api" | "cli" },
): Promise<KnownPrincipal> {
  const created = await insertPrincipal(tx, claims);
  const known = await lockPrincipal(tx, claims);
  if (known === null) throw new Error("a principal vanished while it was locked");
  const actor = { id: known.id, name: known.name, channel: by.channel };
  if (created) {
    await appendAudit(tx, {
      ...eventOf(known, actor),
      action: "principal.created",
      message: `${known.name} became known here.`,
      details: { issuer: known.issuer, subject: known.subject, kind: known.kind, groups: known.groups },
    });
    return known;
  }
  const change = mergeClaims(known, claims, by.source);
  if (change === null) return known;
  return applyChange(tx, known, { change, actor });
}

async function insertPrincipal(tx: Queryable, claims: PrincipalClaims): Promise<boolean> {
  const { kind, issuer, subject, email, groups, statedAt } = claims;
  const name = claims.name ?? email ?? subject;
  const rows = await tx.query(sql`
    INSERT INTO principals (id, kind, issuer, subject, email, name, groups, claims_at)
    VALUES (${newId("prn")}, ${kind}, ${issuer}, ${subject}, ${email}, ${name}, ${groups ?? []}, ${statedAt})
    ON CONFLICT (issuer, subject) DO NOTHING RETURNING id`);
  return rows.length === 1;
}

async function applyChange(
  tx: Queryable,
  known: KnownPrincipal,
  { change, actor }: { change: ClaimsChange; actor: AuditActor },
): Promise<KnownPrincipal> {
  const { email, name, groups, claimsAt, groupsAdded, groupsRemoved } = change;
  await tx.query(sql`
    UPDATE principals SET email = ${email}, name = ${name}, groups = ${groups}, claims_at = ${claimsAt}
    WHERE id = ${known.id}`);
  if (groupsAdded.length > 0 || groupsRemoved.length > 0) {
    await appendAudit(tx, {
      ...eventOf(known, actor),
      action: "principal.groups_changed",
      message: `The identity provider states other groups for ${name}.`,
      details: { added: groupsAdded, removed: groupsRemoved },
    });
  }
  return { ...known, email, name, groups, claimsAt };
}

function eventOf(principal: KnownPrincipal, actor: AuditActor) {
  return { stream: `principal:${principal.id}`, requestId: null, object: `principal:${principal.id}`, actor };
}
