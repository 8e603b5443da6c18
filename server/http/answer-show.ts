import type { showRequestRoute } from "#domain/contracts/routes/show-request.ts";
import type { Reply, SignedInCall } from "#server/http/define-route.ts";
import { drainSignal } from "#server/http/drain-signal.ts";
import { waitPreferenceOf } from "#server/http/wait-preference.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { waitForRequest } from "#server/requests/wait-for-request.ts";

/** Shows one request, at once or after the wait that `Prefer` asks for. */
export async function answerShow(call: SignedInCall<typeof showRequestRoute>): Promise<Reply<typeof showRequestRoute>> {
  const { ctx, actor, params, request } = call;
  const seconds = waitPreferenceOf(request.headers);
  if (seconds === null) return { document: await showRequest(ctx, actor, params.id) };
  const signal = AbortSignal.any([request.signal, drainSignal()]);
  const document = await waitForRequest(ctx, actor, { id: params.id, seconds, signal });
  return { document, headers: { "preference-applied": `wait=${seconds}` } };
}
