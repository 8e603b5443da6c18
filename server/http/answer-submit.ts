import type { submitRequestRoute } from "#domain/contracts/routes/submit-request.ts";
import type { Reply, SignedInCall } from "#server/http/define-route.ts";
import { drainSignal } from "#server/http/drain-signal.ts";
import { limitHeaders } from "#server/http/limit-headers.ts";
import { limitSubmits } from "#server/http/limit-submits.ts";
import { waitPreferenceOf } from "#server/http/wait-preference.ts";
import { submitRequest } from "#server/requests/submit-request.ts";
import { waitForRequest } from "#server/requests/wait-for-request.ts";

/** Answers a submit under the caller's limit, and waits for the outcome as long as `Prefer` asks for. */
export async function answerSubmit(
  call: SignedInCall<typeof submitRequestRoute>,
): Promise<Reply<typeof submitRequestRoute>> {
  const { ctx, actor, body, request, idempotencyKey } = call;
  const { answer, limit } = await limitSubmits({ ctx, actor, idempotencyKey }, () =>
    submitRequest(ctx, actor, { body, idempotencyKey }),
  );
  const { id } = answer.request;
  const headers: Record<string, string> = { location: `/api/v1/requests/${id}`, ...limitHeaders(limit) };
  const isReplayed = answer.replayed;
  const seconds = waitPreferenceOf(request.headers);
  if (seconds === null) return { document: answer.request, headers, isReplayed };
  headers["preference-applied"] = `wait=${seconds}`;
  const signal = AbortSignal.any([request.signal, drainSignal()]);
  return { document: await waitForRequest(ctx, actor, { id, seconds, signal }), headers, isReplayed };
}
