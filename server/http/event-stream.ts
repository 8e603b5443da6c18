const encoder = new TextEncoder();
/** Leaves a second for a busy machine: the contract says 15. */
const secondsMax = 14;
const heartbeatSeconds = 5;

/** One server-sent event. */
export interface StreamedEvent {
  readonly id: string;
  readonly event: string;
  readonly data: unknown;
}

/**
 * Streams events as `text/event-stream` and ends by itself within 15 s, so that a stop never waits for a reader.
 *
 * Tells the client to come back after a fifth of a second, and sends a comment every five, so that a dead connection is noticed.
 * @param open starts the events; they must end when the signal aborts
 */
export function eventStream(
  open: (signal: AbortSignal) => AsyncIterable<StreamedEvent>,
  stop: readonly AbortSignal[],
  onError: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  const gone = new AbortController();
  const over = new AbortController();
  const signal = AbortSignal.any([...stop, gone.signal, over.signal]);
  return new ReadableStream({
    start(controller) {
      const send = (text: string) => {
        if (!gone.signal.aborted) controller.enqueue(encoder.encode(text));
      };
      send("retry: 200\n\n");
      const end = setTimeout(() => over.abort(), secondsMax * 1000);
      const heartbeat = setInterval(() => send(": alive\n\n"), heartbeatSeconds * 1000);
      void pump(open(signal), send)
        .catch(onError)
        .finally(() => {
          clearInterval(heartbeat);
          clearTimeout(end);
          if (gone.signal.aborted) return;
          gone.abort();
          controller.close();
        });
    },
    cancel() {
      gone.abort();
    },
  });
}

async function pump(events: AsyncIterable<StreamedEvent>, send: (text: string) => void): Promise<void> {
  for await (const { id, event, data } of events) {
    send(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }
}
