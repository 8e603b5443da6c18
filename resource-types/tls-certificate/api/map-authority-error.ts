import { z } from "zod";
import { AppError, isAppError } from "#domain/errors/app-error.ts";
import type { WireAnswer } from "./send-request.ts";

const refusalSchema = z.looseObject({ code: z.string(), message: z.string() });

/** Turns what the transport threw into an AppError: aborted, refused by TLS, or not answering. */
export function mapTransportError(error: unknown, signal: AbortSignal): AppError {
  if (isAppError(error)) return error;
  if (signal.aborted) return new AppError("aborted", "The work on the authority was stopped.", { cause: error });
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  if (/CERT|^ERR_TLS|^ERR_SSL|UNABLE_TO|SELF_SIGNED/.test(code)) {
    return new AppError("backend_refused", `TLS with the certificate authority failed (${code}).`, { cause: error });
  }
  return new AppError("backend_unavailable", "The certificate authority does not answer.", { cause: error });
}

/** Turns a refusal of the authority into an AppError; its message names names and keys, never a secret. */
export function mapRefusal({ code, body }: WireAnswer): AppError {
  const refusal = refusalSchema.safeParse(readJson(body));
  if (!refusal.success) {
    return new AppError("backend_unavailable", "The address of the authority does not answer as one does.");
  }
  const { code: reason, message } = refusal.data;
  const details = { status: code, reason };
  const text = message.slice(0, 500);
  if (reason === "stale") return new AppError("fence_lost", text, { details });
  if (reason === "not_ours") return new AppError("backend_conflict", text, { details });
  if (/^(csr_|name_|lifetime)/.test(reason)) return new AppError("invalid_input", text, { details });
  if (code >= 500) return new AppError("backend_unavailable", text, { details });
  if (code === 401) {
    return new AppError("backend_refused", "The authority does not know the token of the admin secret.", { details });
  }
  return new AppError("backend_refused", `The authority refused: ${text}`, { details });
}

/** @returns undefined for what is no JSON */
export function readJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
