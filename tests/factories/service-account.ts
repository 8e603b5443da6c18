import { randomUUID } from "node:crypto";
import type { Actor } from "#domain/access/actor.ts";
import type { ServerContext } from "#server/context.ts";
import { actorFromServiceAccountToken } from "#server/identity/actor-from-service-account-token.ts";
import { createServiceAccount } from "#server/service-accounts/create-service-account.ts";
import { createToken } from "#server/service-accounts/create-token.ts";

/** A service account with one token that carries every scope it may have. */
export interface TestServiceAccount {
  readonly id: string;
  readonly tokenId: string;
  /** Who calls with its token, as the ledger has it now. @throws unauthenticated */
  actor(): Promise<Actor>;
}

/** Makes a service account of a team, by somebody who may; its token by somebody else where that is said. */
export async function makeServiceAccount(
  ctx: ServerContext,
  maker: Actor,
  { team = "payments", tokenMaker = maker }: { team?: string; tokenMaker?: Actor } = {},
): Promise<TestServiceAccount> {
  const name = `b${randomUUID().replaceAll("-", "").slice(0, 20)}`;
  const { account } = await createServiceAccount(ctx, maker, { body: { team, name }, idempotencyKey: null });
  const { token, secret } = await createToken(ctx, tokenMaker, {
    body: {
      serviceAccount: account.id,
      scopes: ["templates:read", "requests:read", "requests:write", "resources:read", "resources:write", "grants:read"],
      expiresInDays: 1,
    },
    idempotencyKey: null,
  });
  const text = secret?.use((bytes) => bytes.toString("ascii")) ?? "";
  return { id: account.id, tokenId: token.id, actor: () => actorFromServiceAccountToken(ctx, text) };
}
