import type { createTrustRuleRoute } from "#domain/contracts/routes/create-trust-rule.ts";
import type { Reply, SignedInCall } from "#server/http/define-route.ts";
import { createTrustRule } from "#server/trust-rules/create-trust-rule.ts";

/** Answers with the new trust rule, or with the one that the same key had made. */
export async function answerCreateTrustRule(
  call: SignedInCall<typeof createTrustRuleRoute>,
): Promise<Reply<typeof createTrustRuleRoute>> {
  const { ctx, actor, body, idempotencyKey } = call;
  const { rule, replayed } = await createTrustRule(ctx, actor, { body, idempotencyKey });
  return { document: rule, headers: { location: `/api/v1/trust-rules/${rule.id}` }, isReplayed: replayed };
}
