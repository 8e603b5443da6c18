import { AppError, isAppError } from "#domain/errors/app-error.ts";
import type { ApiAnswer } from "./send-call.ts";

/** What was tried, for the message, e.g. `create the namespace orders`. */
export type Attempt = string;

/** Turns what the transport threw into an AppError: aborted, refused by TLS, or not answering. */
export function mapTransportError(error: unknown, signal: AbortSignal): AppError {
  if (isAppError(error)) return error;
  if (signal.aborted) return new AppError("aborted", "The work on the cluster was stopped.", { cause: error });
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  if (/CERT|^ERR_TLS|^ERR_SSL|UNABLE_TO|SELF_SIGNED/.test(code)) {
    return new AppError("backend_refused", `TLS with the API server failed (${code}).`, { cause: error });
  }
  return new AppError("backend_unavailable", "The API server does not answer.", { cause: error });
}

/**
 * Turns a refusal of the API server into an AppError: retryable when time may cure it, final otherwise.
 *
 * The server's message is passed on: it names objects and rights, never a secret.
 */
export function mapRefusal({ code, body, retryAfterSeconds }: ApiAnswer, attempt: Attempt): AppError {
  const said = typeof body.message === "string" ? body.message.slice(0, 500) : "";
  const details = { status: code, reason: body.reason, ...(retryAfterSeconds === null ? {} : { retryAfterSeconds }) };
  const say = (text: string) => `The API server ${text} to ${attempt} (${code})${said === "" ? "." : `: ${said}`}`;
  if (code === 429 || code === 408 || code >= 500) {
    return new AppError("backend_unavailable", say("is not able now"), { details });
  }
  if (isTerminating(body))
    return new AppError("backend_unavailable", say("does not take new things yet, so fails"), { details });
  if (code === 409) return new AppError("backend_conflict", say("found a conflict when asked"), { details });
  if (code === 422 || code === 400) return new AppError("backend_refused", say("found invalid the call"), { details });
  return new AppError("backend_refused", say("refused"), { details });
}

/** Gives the answer when its status is one of `expected`. */
export function expectCode(answer: ApiAnswer, attempt: Attempt, expected: readonly number[] = [200, 201]): ApiAnswer {
  if (expected.includes(answer.code)) return answer;
  throw mapRefusal(answer, attempt);
}

function isTerminating(body: ApiAnswer["body"]): boolean {
  return JSON.stringify(body.details ?? null).includes('"NamespaceTerminating"');
}
