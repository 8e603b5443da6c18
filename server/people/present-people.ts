import type { Actor } from "#domain/access/actor.ts";
import type { KnownPersonView } from "#domain/contracts/person.ts";
import { canDeactivate, canReactivate } from "#domain/people/can-manage-people.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { actorFromPrincipal } from "#server/identity/actor-from-principal.ts";

/** The columns of a person that leave the server. */
export const personSelect = {
  id: true,
  kind: true,
  issuer: true,
  subject: true,
  email: true,
  name: true,
  groups: true,
  lastSignInAt: true,
  disabledAt: true,
  createdAt: true,
} as const satisfies Prisma.PrincipalSelect;

type PersonRecord = Prisma.PrincipalGetPayload<{ select: typeof personSelect }>;

interface Left {
  readonly id: string;
  readonly owns: number;
  readonly requests: number;
  readonly accountTokens: KnownPersonView["accountTokens"];
}

/** Shows people with what they would leave behind, and what the actor can do. */
export async function presentPeople(
  ctx: ServerContext,
  actor: Actor,
  records: readonly PersonRecord[],
): Promise<KnownPersonView[]> {
  const left = await readLeft(
    ctx,
    records.map(({ id }) => id),
  );
  const admins = await countAdmins(ctx);
  const facts = { channel: "system", scopes: [], authTime: null, acr: null, act: null } as const;
  return records.map((record) => {
    const { memberships, platformRoles } = actorFromPrincipal(ctx, record, facts);
    const { owns = 0, requests = 0, accountTokens = [] } = left.get(record.id) ?? {};
    const isDeactivated = record.disabledAt !== null;
    const isLastAdmin = platformRoles.includes("admin") && !isDeactivated && admins === 1;
    const person = { principalId: record.id, email: record.email, isDeactivated, isLastAdmin };
    return {
      id: record.id,
      name: record.name,
      email: record.email,
      teams: memberships.map(({ team, lead }) => ({ id: team, lead })),
      roles: [...platformRoles],
      lastSignInAt: record.lastSignInAt?.toISOString() ?? null,
      deactivatedAt: record.disabledAt?.toISOString() ?? null,
      owns,
      requests,
      accountTokens,
      can: {
        deactivate: canDeactivate(actor, person).allowed,
        reactivate: canReactivate(actor, person).allowed,
      },
    };
  });
}

async function countAdmins({ db, catalog }: ServerContext): Promise<number> {
  const [row] = await db.query<{ admins: number }>(sql`
    SELECT count(*)::int AS admins FROM principals
    WHERE groups && ${[...catalog.platformRoles.admin]} AND kind = 'user' AND disabled_at IS NULL`);
  return row?.admins ?? 0;
}

async function readLeft({ db }: ServerContext, ids: readonly string[]): Promise<ReadonlyMap<string, Left>> {
  const rows = await db.query<Left>(sql`
    SELECT p.id,
      (SELECT count(*)::int FROM resources r JOIN requests q ON q.id = r.request_id
        WHERE (q.requester_id = p.id OR q.on_behalf_of_id = p.id OR r.owner_id = p.id) AND r.state <> 'destroyed'
          AND coalesce(r.owner_id, q.on_behalf_of_id, q.requester_id) = p.id) AS owns,
      (SELECT count(*)::int FROM requests q WHERE (q.requester_id = p.id OR q.on_behalf_of_id = p.id)
        AND q.state IN ('pending_approval', 'approved')) AS requests,
      coalesce((SELECT jsonb_agg(jsonb_build_object('id', t.id, 'hint', t.hint, 'serviceAccount', a.name) ORDER BY t.created_at)
        FROM service_account_tokens t JOIN service_accounts a ON a.id = t.service_account_id
        WHERE t.created_by = p.id AND t.revoked_at IS NULL AND a.revoked_at IS NULL AND t.expires_at > now()), '[]') AS "accountTokens"
    FROM principals p WHERE p.id = ANY(${ids})`);
  return new Map(rows.map((row) => [row.id, row]));
}
