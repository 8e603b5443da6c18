import type { showLeaseRoute } from "#domain/contracts/routes/show-lease.ts";
import type { Reply, SignedInCall } from "#server/http/define-route.ts";
import { drainSignal } from "#server/http/drain-signal.ts";
import { waitPreferenceOf } from "#server/http/wait-preference.ts";
import { showLease } from "#server/leases/show-lease.ts";
import { waitForLease } from "#server/leases/wait-for-lease.ts";

/** Shows one lease, at once or after the wait that `Prefer` asks for. */
export async function answerShowLease(
  call: SignedInCall<typeof showLeaseRoute>,
): Promise<Reply<typeof showLeaseRoute>> {
  const { ctx, actor, params, request } = call;
  const seconds = waitPreferenceOf(request.headers);
  if (seconds === null) return { document: await showLease(ctx, actor, params.id) };
  const signal = AbortSignal.any([request.signal, drainSignal()]);
  const document = await waitForLease(ctx, actor, { id: params.id, seconds, signal });
  return { document, headers: { "preference-applied": `wait=${seconds}` } };
}
