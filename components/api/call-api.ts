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

/**
 * Calls the product's own REST API with the session cookie.
 *
 * @throws ProblemError when the API refuses, TypeError when it cannot be reached
 */
export async function callApi<T extends z.ZodType>(call: Call<T>): Promise<z.output<T>> {
  const response = await fetch(`/api/v1${call.path}`, {
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
  const payload: unknown = await response.json().catch(() => null);
  if (!response.ok) throw new ProblemError(problemSchema.safeParse(payload).data ?? { code: "internal" });
  return call.answer.parse(payload);
}

/** A read that no hand has just asked for, such as looking again every so often: it keeps no unused session alive. */
function isUnasked(method: "GET" | "POST" = "GET"): boolean {
  return method === "GET" && navigator.userActivation?.isActive === false;
}
