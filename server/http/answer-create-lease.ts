import type { createLeaseRoute } from "#domain/contracts/routes/create-lease.ts";
import type { Reply, SignedInCall } from "#server/http/define-route.ts";
import { drainSignal } from "#server/http/drain-signal.ts";
import { limitHeaders } from "#server/http/limit-headers.ts";
import { limitSubmits } from "#server/http/limit-submits.ts";
import { waitPreferenceOf } from "#server/http/wait-preference.ts";
import { createLease } from "#server/leases/create-lease.ts";
import { waitForLease } from "#server/leases/wait-for-lease.ts";

/** Answers under the caller's limit, and waits for the login as long as `Prefer` asks for: 201 with it, 202 without. */
export async function answerCreateLease(
  call: SignedInCall<typeof createLeaseRoute>,
): Promise<Reply<typeof createLeaseRoute>> {
  const { ctx, actor, params, body, request, idempotencyKey } = call;
  const { answer, limit } = await limitSubmits({ ctx, actor, idempotencyKey }, () =>
    createLease(ctx, actor, { resourceId: params.id, body, idempotencyKey }),
  );
  const id = answer.lease.leaseId;
  const headers: Record<string, string> = { location: `/api/v1/leases/${id}`, ...limitHeaders(limit) };
  const isReplayed = answer.replayed;
  const seconds = waitPreferenceOf(request.headers);
  if (seconds === null)
    return { document: answer.lease, headers, isReplayed, isAccepted: answer.lease.state !== "active" };
  headers["preference-applied"] = `wait=${seconds}`;
  const signal = AbortSignal.any([request.signal, drainSignal()]);
  const document = await waitForLease(ctx, actor, { id, seconds, signal });
  return { document, headers, isReplayed, isAccepted: document.state !== "active" };
}
