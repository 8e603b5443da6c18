import type { Actor } from "#domain/access/actor.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import type { CreateServiceAccountBody, ServiceAccountView } from "#domain/contracts/service-account.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { canManageServiceAccounts } from "#domain/service-accounts/can.ts";
import { serviceAccountIssuer } from "#domain/service-accounts/service-account-issuer.ts";
import { accountsPerTeamMax } from "#domain/service-accounts/service-account-limits.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { createOnce } from "#server/idempotency/create-once.ts";
import { newId } from "#server/ids/new-id.ts";
import { assertNoSecret } from "#server/requests/assert-no-secret.ts";
import { showServiceAccount } from "#server/service-accounts/show-service-account.ts";

/** A create call as it came in. */
export interface CreateServiceAccountInput {
  readonly body: CreateServiceAccountBody;
  readonly idempotencyKey: string | null;
}

/** The account, and whether an earlier call had made it. */
export interface CreatedServiceAccount {
  readonly account: ServiceAccountView;
  readonly replayed: boolean;
}

/**
 * Makes a service account of a team, with the principal that it acts as; it can do nothing until it has a token.
 *
 * Name and number are looked at under a lock of the team.
 * @throws unknown_reference, forbidden, secret_in_text, name_taken, limit_reached, idempotency_conflict,
 *   idempotency_in_flight
 */
export async function createServiceAccount(
  ctx: ServerContext,
  actor: Actor,
  { body, idempotencyKey }: CreateServiceAccountInput,
): Promise<CreatedServiceAccount> {
  const { team, name } = body;
  if (!ctx.catalog.teams.has(team)) {
    throw new AppError("unknown_reference", `There is no team ${team}.`, { details: { path: "/team" } });
  }
  const permission = canManageServiceAccounts(actor, team);
  if (!permission.allowed) throw new AppError("forbidden", permission.reason);
  await assertNoSecret({ description: body.description });
  const keyed = { principalId: actor.principalId, key: idempotencyKey, operation: "createServiceAccount", body };
  const { id, replayed } = await createOnce(ctx.db, keyed, async (tx) => {
    const newAccountId = newId("sa");
    await assertRoom(tx, team, name);
    await insertAccount(tx, actor, { ...body, id: newAccountId });
    await appendAudit(tx, {
      stream: `principal:${newAccountId}`,
      requestId: null,
      actor: auditActor(actor),
      action: "service_account.created",
      object: `service_account:${newAccountId}`,
      message: `Service account ${name} of ${team} created.`,
      details: { team, name },
    });
    return newAccountId;
  });
  return { account: await showServiceAccount(ctx, actor, id), replayed };
}

async function assertRoom(tx: Queryable, team: string, name: string): Promise<void> {
  await tx.query(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`service-accounts:${team}`}, 0))`);
  const [row] = await tx.query<{ taken: boolean; live: number }>(sql`
    SELECT coalesce(bool_or(name = ${name}), false) AS taken,
      (count(*) FILTER (WHERE revoked_at IS NULL))::int AS live
    FROM service_accounts WHERE team = ${team}`);
  if (row?.taken) {
    const sentence = `The team ${team} has or had a service account named ${name}. Choose another name.`;
    throw new AppError("name_taken", sentence, { details: { path: "/name" } });
  }
  if ((row?.live ?? 0) >= accountsPerTeamMax) {
    const sentence = `The team ${team} has ${accountsPerTeamMax} service accounts already. Revoke one first.`;
    throw new AppError("limit_reached", sentence, { details: { limit: accountsPerTeamMax } });
  }
}

/** The principal is named `team/name`: no two accounts share one, and no person is called that. */
async function insertAccount(tx: Queryable, actor: Actor, account: CreateServiceAccountBody & { id: string }) {
  const { id, team, name, description } = account;
  await tx.query(sql`
    INSERT INTO principals (id, kind, issuer, subject, name, groups)
    VALUES (${id}, 'service_account', ${serviceAccountIssuer}, ${id}, ${`${team}/${name}`}, '{}')`);
  await tx.query(sql`
    INSERT INTO service_accounts (id, team, name, description, created_by)
    VALUES (${id}, ${team}, ${name}, ${description ?? ""}, ${actor.principalId})`);
}
