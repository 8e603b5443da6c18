import { z } from "zod";
import { AppError, isAppError } from "#domain/errors/app-error.ts";
import type { ApiAnswer, ApiOrder } from "./send-call.ts";

const refusalSchema = z.object({ error: z.string().optional(), reason: z.unknown().optional() });

/** Turns what the transport threw into an AppError: aborted, refused by TLS, or not answering. */
export function mapTransportError(error: unknown, signal: AbortSignal): AppError {
  if (isAppError(error)) return error;
  if (signal.aborted) return new AppError("aborted", "The work on the broker was stopped.", { cause: error });
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  if (/CERT|^ERR_TLS|^ERR_SSL|^EPROTO|UNABLE_TO|SELF_SIGNED/.test(code)) {
    return new AppError("backend_refused", `TLS with the broker failed (${code}).`, { cause: error });
  }
  return new AppError("backend_unavailable", "The broker's management API does not answer.", { cause: error });
}

/**
 * Turns a refusal of the management API into an AppError: retryable when time may cure it, final otherwise.
 *
 * The broker's reason is passed on: it names objects and rights, never a secret, since it is never given one.
 */
export function mapRefusal({ code, body }: ApiAnswer, { method, path }: ApiOrder): AppError {
  const parsed = refusalSchema.safeParse(body);
  const { reason } = parsed.success ? parsed.data : {};
  const said = typeof reason === "string" ? reason.replaceAll(/\s+/g, " ").slice(0, 300) : "";
  const details = { status: code, said, call: `${method} ${path}` };
  if (code === 401 || code === 403) return new AppError("backend_refused", explain(said), { details });
  if (code === 408 || code === 429 || code >= 500) {
    return new AppError("backend_unavailable", `The broker cannot do this now (${code}).`, { details });
  }
  const why = said === "" ? "." : `: ${said.replace(/[.]?$/, ".")}`;
  return new AppError("backend_refused", `The broker refused (${code})${why}`, { details });
}

function explain(said: string): string {
  if (/login failed/i.test(said)) {
    return "The broker refused the admin's name or password. Check the back end's admin secret.";
  }
  return "The admin user lacks the tag administrator on the broker. The runbook of rabbitmq-vhost lists what it needs.";
}
