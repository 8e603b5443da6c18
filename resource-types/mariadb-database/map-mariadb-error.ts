import { AppError, isAppError } from "#domain/errors/app-error.ts";

const networkCodes = new Set(
  (
    "ECONNREFUSED ECONNRESET EPIPE ETIMEDOUT EHOSTUNREACH ENETUNREACH ENOTFOUND EAI_AGAIN ENOENT " +
    "ER_SOCKET_UNEXPECTED_CLOSE ER_SOCKET_CREATION_FAIL ER_CONNECTION_TIMEOUT ER_CONNECTION_ALREADY_CLOSED " +
    "ER_CMD_CONNECTION_CLOSED ER_SOCKET_TIMEOUT ER_CMD_NOT_EXECUTED_DESTROYED ER_TIMEOUT_NOT_SUPPORTED"
  ).split(" "),
);

/**
 * What time cures: too many connections, memory, disk, shutdown, locks, a connection or statement that was ended, an
 * object that somebody is making or removing at this moment.
 */
const retryable = new Set([
  1021, 1037, 1038, 1040, 1041, 1053, 1077, 1079, 1080, 1129, 1152, 1158, 1159, 1160, 1161, 1203, 1205, 1213, 1226,
  1317, 1614, 1836, 1927, 1969, 1996, 3024,
]);

const refusals: Readonly<Record<number, string>> = {
  1045: "The database server refused the admin password. Check the back end's admin secret.",
  1044: "The admin user lacks a right on the database server. The runbook of mariadb-database lists what it needs.",
  1142: "The admin user lacks a right on the database server. The runbook of mariadb-database lists what it needs.",
  1227: "The admin user lacks a right on the database server. The runbook of mariadb-database lists what it needs.",
  1290: "The database server is read-only. Name its primary in the back end's admin secret.",
  4151: "The admin user is locked on the database server.",
};

/** A server's or client's error without the statement, which the client puts into its message. */
export type CleanError = Error & { readonly code?: string; readonly errno?: number };

/**
 * Turns whatever the client threw into an AppError: retryable when time may cure it, final otherwise.
 *
 * An AppError passes as it is. Neither message nor cause holds a statement, among which are hashes.
 */
export function mapMariadbError(error: unknown, signal: AbortSignal): AppError {
  if (isAppError(error)) return error;
  const cause = withoutStatement(error);
  if (signal.aborted) return new AppError("aborted", "The work on the database server was stopped.", { cause });
  const number = serverErrorNumber(cause);
  if (number === undefined) return mapClientError(cause);
  const options = { details: { errno: number }, cause };
  if (retryable.has(number)) {
    return new AppError("backend_unavailable", `The database server cannot do this now (error ${number}).`, options);
  }
  return new AppError("backend_refused", refusals[number] ?? `The database server refused (error ${number}).`, options);
}

/** Number of the server's own error, such as 1045; undefined when the server said nothing. */
export function serverErrorNumber(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errno" in error) || typeof error.errno !== "number") return undefined;
  // The client numbers its own errors from 45000 on, and the system's are negative.
  return error.errno > 0 && error.errno < 45_000 ? error.errno : undefined;
}

function mapClientError(cause: CleanError): AppError {
  if (cause.code !== undefined && networkCodes.has(cause.code)) {
    return new AppError("backend_unavailable", "The database server does not answer.", { cause });
  }
  if (
    /certificate|wrong version number|ssl/i.test(cause.message) ||
    /CERT|TLS|SSL|SELF_SIGNED/.test(cause.code ?? "")
  ) {
    return new AppError("backend_refused", `TLS with the database server failed: ${cause.message}.`, { cause });
  }
  if (/authentication plugin/i.test(cause.message)) {
    const text = "The database server asks for the password in a way that is not accepted.";
    return new AppError("backend_refused", text, { cause });
  }
  return new AppError("internal", "Work on the database server failed.", { cause });
}

function withoutStatement(error: unknown): CleanError {
  if (!(error instanceof Error)) return new Error("The client threw something that is no error.");
  const said = "sqlMessage" in error && typeof error.sqlMessage === "string" ? error.sqlMessage : error.message;
  const copy: Error & { code?: string; errno?: number } = new Error(said);
  copy.name = error.name;
  if ("code" in error && typeof error.code === "string") copy.code = error.code;
  if ("errno" in error && typeof error.errno === "number") copy.errno = error.errno;
  return copy;
}
