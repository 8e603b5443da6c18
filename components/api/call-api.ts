import type { z } from "zod";
import { ProblemError } from "#components/api/problem-error.ts";
import { problemSchema } from "#domain/contracts/problem.ts";

interface Call<T extends z.ZodType> {
  readonly method?: "GET" | "POST";
  /** Path under `/api/v1`. */
  readonly path: string;
  readonly body?: unknown;
  /** Makes a repeated create answer with what the first one made. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
  /** What the answer must be. */
  readonly answer: T;
}

const triesMax = 3;
const retrySecondsMax = 5;

/**
 * Calls the product's own REST API with the session cookie. A call whose twin is still running is sent again, three times
 * in all, as the answer asks for.
 *
 * @throws ProblemError when the API refuses, TypeError when it cannot be reached
 */
export async function callApi<T extends z.ZodType>(call: Call<T>): Promise<z.output<T>> {
  for (let tries = 1; ; tries += 1) {
    const response = await send(call);
    const payload: unknown = await response.json().catch(() => null);
    if (response.ok) return call.answer.parse(payload);
    const problem = problemSchema.safeParse(payload).data ?? ({ code: "internal" } as const);
    if (problem.code !== "idempotency_in_flight" || tries === triesMax) throw new ProblemError(problem);
    const seconds = Math.min(Number(response.headers.get("retry-after") ?? 1), retrySecondsMax);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }
}

function send<T extends z.ZodType>(call: Call<T>): Promise<Response> {
  return fetch(`/api/v1${call.path}`, {
    method: call.method ?? "GET",
    headers: {
      accept: "application/json",
      ...(call.body !== undefined && { "content-type": "application/json" }),
      ...(call.idempotencyKey !== undefined && { "idempotency-key": call.idempotencyKey }),
      ...(isUnasked(call.method) && { "x-by-itself": "1" }),
    },
    body: call.body === undefined ? undefined : JSON.stringify(call.body),
    signal: call.signal,
    credentials: "same-origin",
  });
}

/** A read that no hand has just asked for, such as looking again every so often: it keeps no unused session alive. */
function isUnasked(method: "GET" | "POST" = "GET"): boolean {
  return method === "GET" && navigator.userActivation?.isActive === false;
}
