import type { Operation } from "#tests/api/api-document.ts";
import type { ApiWorld } from "#tests/api/api-world.ts";
import type { GoodCall } from "#tests/api/good-calls.ts";
import { spellQuery, targetOf } from "#tests/api/target-of.ts";

/** How a call was answered: `ok`, or the code of its problem. */
export interface AskedAnswer {
  readonly outcome: string;
  /** Of a stream, nothing. */
  readonly text: string;
}

/** Makes a call with a token, whoever it was meant for. */
export async function askAs(
  world: ApiWorld,
  operation: Operation,
  { call, token }: { call: GoodCall; token: string | null },
): Promise<AskedAnswer> {
  const stop = new AbortController();
  const { query = {}, body } = call;
  const target = targetOf(operation, call, spellQuery(query));
  const response = await world.call(target, { token: token ?? undefined, body, signal: stop.signal });
  if (response.ok && response.headers.get("content-type") === "text/event-stream") {
    stop.abort();
    return { outcome: "ok", text: "" };
  }
  const text = await response.text();
  return { outcome: response.ok ? "ok" : String((JSON.parse(text) as { code: string }).code), text };
}
