import pg from "pg";

const reconnectMs = 500;

/**
 * Keeps one connection LISTENing on `channel` and hands each payload to `onNotification`.
 *
 * A notification is a hint: after every (re)connect `onGap` is called, because what was sent meanwhile is lost.
 * Ends when `signal` aborts.
 */
export function listen(options: {
  connectionString: string;
  channel: "latchkey_events" | "latchkey_outbox";
  onNotification: (payload: string) => void;
  onGap: () => void;
  signal: AbortSignal;
}): void {
  const { connectionString, channel, onNotification, onGap, signal } = options;
  if (signal.aborted) return;
  const client = new pg.Client({ connectionString, application_name: `listen ${channel}`, keepAlive: true });
  const stop = () => void client.end().catch(() => undefined);
  const retry = () => {
    signal.removeEventListener("abort", stop);
    if (!signal.aborted) setTimeout(() => listen(options), reconnectMs).unref();
  };
  signal.addEventListener("abort", stop, { once: true });
  client.on("notification", (message) => onNotification(message.payload ?? ""));
  client.on("error", () => undefined);
  client.once("end", retry);
  client
    .connect()
    .then(() => client.query(channel === "latchkey_events" ? "LISTEN latchkey_events" : "LISTEN latchkey_outbox"))
    .then(onGap)
    .catch(stop);
}
