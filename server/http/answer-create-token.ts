import type { createTokenRoute } from "#domain/contracts/routes/create-token.ts";
import type { Reply, SignedInCall } from "#server/http/define-route.ts";
import { createToken } from "#server/service-accounts/create-token.ts";

/** Answers with a new token, as text and once; a replay of the key is told without it. */
export async function answerCreateToken(
  call: SignedInCall<typeof createTokenRoute>,
): Promise<Reply<typeof createTokenRoute>> {
  const { ctx, actor, body, idempotencyKey } = call;
  const { token, secret } = await createToken(ctx, actor, { body, idempotencyKey });
  if (secret === null) return { document: { ...token, token: null }, isReplayed: true };
  const text = secret.use((bytes) => bytes.toString("ascii"));
  secret.wipe();
  return { document: { ...token, token: text } };
}
