import type { createServiceAccountRoute } from "#domain/contracts/routes/create-service-account.ts";
import type { Reply, SignedInCall } from "#server/http/define-route.ts";
import { idempotencyKeyOf } from "#server/http/idempotency-key.ts";
import { createServiceAccount } from "#server/service-accounts/create-service-account.ts";

/** Answers with the new service account, or with the one that the same key had made. */
export async function answerCreateServiceAccount(
  call: SignedInCall<typeof createServiceAccountRoute>,
): Promise<Reply<typeof createServiceAccountRoute>> {
  const { ctx, actor, body, request } = call;
  const idempotencyKey = idempotencyKeyOf(request.headers);
  const { account, replayed } = await createServiceAccount(ctx, actor, { body, idempotencyKey });
  const headers: Record<string, string> = { location: `/api/v1/service-accounts/${account.id}` };
  if (replayed) headers["idempotent-replayed"] = "true";
  return { document: account, headers };
}
