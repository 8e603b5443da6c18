import type { createServiceAccountRoute } from "#domain/contracts/routes/create-service-account.ts";
import type { Reply, SignedInCall } from "#server/http/define-route.ts";
import { createServiceAccount } from "#server/service-accounts/create-service-account.ts";

/** Answers with the new service account, or with the one that the same key had made. */
export async function answerCreateServiceAccount(
  call: SignedInCall<typeof createServiceAccountRoute>,
): Promise<Reply<typeof createServiceAccountRoute>> {
  const { ctx, actor, body, idempotencyKey } = call;
  const { account, replayed } = await createServiceAccount(ctx, actor, { body, idempotencyKey });
  return { document: account, headers: { location: `/api/v1/service-accounts/${account.id}` }, isReplayed: replayed };
}
