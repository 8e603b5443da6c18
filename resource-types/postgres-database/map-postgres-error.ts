import { AppError, isAppError } from "#domain/errors/app-error.ts";

const networkCodes = new Set(
  "ECONNREFUSED ECONNRESET EPIPE ETIMEDOUT EHOSTUNREACH ENETUNREACH ENOTFOUND EAI_AGAIN ENOENT".split(" "),
);

/** SQLSTATE classes and codes that time cures: connection, resources, shutdown, locks, races with another session. */
const retryablePattern = /^(08...|53...|58...|57P0[1-5]|57014|40001|40P01|55006|55P03|42710|42P04)$/;
const refusals: Readonly<Record<string, string>> = {
  "28000": "The database server does not let the admin role in. Check its login right and pg_hba.conf.",
  "28P01": "The database server refused the admin password. Check the back end's admin secret.",
  "42501": "The admin role lacks a right on the database server. It needs CREATEROLE and CREATEDB.",
  "3D000": "The database named in the back end's admin secret does not exist.",
  "2BP01": "Other objects on the database server depend on this one. Remove those grants or objects first.",
};

/**
 * Turns whatever the driver threw into an AppError: retryable when time may cure it, final otherwise.
 *
 * An AppError passes as it is. The message never holds a statement, a verifier or a connection string.
 */
export function mapPostgresError(error: unknown, signal: AbortSignal): AppError {
  if (isAppError(error)) return error;
  if (signal.aborted) return new AppError("aborted", "The work on the database server was stopped.", { cause: error });
  const { code, message } = readError(error);
  if (isLostConnection(code, message)) {
    return new AppError("backend_unavailable", "The database server does not answer.", { cause: error });
  }
  if (isTlsFailure(code, message)) {
    return new AppError("backend_refused", `TLS with the database server failed: ${message}.`, { cause: error });
  }
  if (code === undefined) return new AppError("internal", "Work on the database server failed.", { cause: error });
  const options = { details: { sqlState: code }, cause: error };
  if (retryablePattern.test(code) || (code === "XX000" && message.includes("concurrently"))) {
    return new AppError("backend_unavailable", `The database server cannot do this now (SQLSTATE ${code}).`, options);
  }
  return new AppError("backend_refused", refusals[code] ?? `The database server refused (SQLSTATE ${code}).`, options);
}

/** SQLSTATE or system error code, and the message, of anything thrown. */
export function readError(error: unknown): { readonly code: string | undefined; readonly message: string } {
  if (!(error instanceof Error)) return { code: undefined, message: "" };
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  return { code, message: error.message };
}

function isLostConnection(code: string | undefined, message: string): boolean {
  if (code !== undefined) return networkCodes.has(code);
  return /^(Connection terminated|timeout exceeded|timeout expired|Client has encountered a connection)/.test(message);
}

function isTlsFailure(code: string | undefined, message: string): boolean {
  return /SSL connection/.test(message) || (code !== undefined && /CERT|TLS|SSL/.test(code));
}
