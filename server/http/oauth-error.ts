import { AppError } from "#domain/errors/app-error.ts";
import type { ErrorCode } from "#domain/errors/error-table.ts";

/** What clients of a token endpoint know of ours (RFC 6749, section 5.2; RFC 8693, section 2.2.2). */
const names: Partial<Record<ErrorCode, string>> = {
  unauthenticated: "invalid_grant",
  rate_limited: "slow_down",
  unavailable: "temporarily_unavailable",
  internal: "server_error",
};

/** By the field that does not fit. */
const namesOfFields: Readonly<Record<string, string>> = {
  "/grant_type": "unsupported_grant_type",
  "/scope": "invalid_scope",
  "/audience": "invalid_target",
  "/resource": "invalid_target",
};

/** Gives an error as it is with `error` and `error_description` beside it, for a client that reads only these. */
export function asOauthError(error: AppError): AppError {
  const { code, message, details, cause } = error;
  const [first] = (details.errors ?? []) as readonly { readonly path?: string }[];
  const field = `/${first?.path?.split("/")[1] ?? ""}`;
  const name = names[code] ?? namesOfFields[field] ?? "invalid_request";
  return new AppError(code, message, { cause, details: { ...details, error: name, error_description: message } });
}
