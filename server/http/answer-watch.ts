import type { watchRequestRoute } from "#domain/contracts/routes/watch-request.ts";
import { requestEventSchema } from "#domain/contracts/request.ts";
import type { Reply, SignedInCall } from "#server/http/define-route.ts";
import { drainSignal } from "#server/http/drain-signal.ts";
import { eventStream, type StreamedEvent } from "#server/http/event-stream.ts";
import { lastEventIdOf } from "#server/http/last-event-id.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { watchRequest } from "#server/requests/watch-request.ts";

/** Streams a request's events; who may not see the request gets the common 404 before a byte is streamed. */
export async function answerWatch(
  call: SignedInCall<typeof watchRequestRoute>,
): Promise<Reply<typeof watchRequestRoute>> {
  const { ctx, actor, params, request } = call;
  const after = lastEventIdOf(request.headers);
  await showRequest(ctx, actor, params.id);
  async function* open(signal: AbortSignal): AsyncGenerator<StreamedEvent> {
    for await (const event of watchRequest(ctx, actor, { id: params.id, after, signal })) {
      yield { id: event.id, event: event.kind, data: requestEventSchema.parse(event) };
    }
  }
  const onError = (error: unknown) => ctx.log.error({ err: error, request: params.id }, "event stream broke off");
  return { stream: eventStream(open, [request.signal, drainSignal()], onError) };
}
