import pg from "pg";
import { describe, expect, it } from "vitest";
import { AppError } from "#domain/errors/app-error.ts";
import { mapPostgresError } from "./map-postgres-error.ts";

const running = new AbortController().signal;

function withCode(code: string, message = "refused"): Error {
  const error = new pg.DatabaseError(message, message.length, "error");
  error.code = code;
  return error;
}

describe("an error of the server or the driver", () => {
  it.each([
    ["ECONNREFUSED", "backend_unavailable"],
    ["EPIPE", "backend_unavailable"],
    ["57P01", "backend_unavailable"],
    ["57P03", "backend_unavailable"],
    ["57014", "backend_unavailable"],
    ["53300", "backend_unavailable"],
    ["53100", "backend_unavailable"],
    ["40001", "backend_unavailable"],
    ["55006", "backend_unavailable"],
    ["08006", "backend_unavailable"],
    ["42710", "backend_unavailable"],
    ["28P01", "backend_refused"],
    ["42501", "backend_refused"],
    ["2BP01", "backend_refused"],
    ["3D000", "backend_refused"],
    ["42601", "backend_refused"],
    ["XX000", "backend_refused"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "backend_refused"],
  ])("%s becomes %s", (sqlState, code) => {
    expect(mapPostgresError(withCode(sqlState), running)).toMatchObject({ code });
  });

  it.each([
    ["Connection terminated unexpectedly", "backend_unavailable"],
    ["timeout exceeded when trying to connect", "backend_unavailable"],
    ["The server does not support SSL connections", "backend_refused"],
    ["x is not a function", "internal"],
  ])("without a code, %j becomes %s", (message, code) => {
    expect(mapPostgresError(new Error(message), running)).toMatchObject({ code });
  });

  it("is retried when two sessions changed one row of the catalogue", () => {
    const error = withCode("XX000", "tuple concurrently updated");
    expect(mapPostgresError(error, running)).toMatchObject({ code: "backend_unavailable", retryable: true });
  });

  it("is an abort once the signal has aborted, and stays itself when it is ours", () => {
    expect(mapPostgresError(withCode("57P01"), AbortSignal.abort())).toMatchObject({ code: "aborted" });
    const own = new AppError("fence_lost", "A newer worker holds this step.");
    expect(mapPostgresError(own, AbortSignal.abort())).toBe(own);
  });

  it("says what to do and keeps the cause for the log", () => {
    const cause = withCode("42501", "permission denied to create role");
    const error = mapPostgresError(cause, running);
    expect(error.message).toMatch(/CREATEROLE and CREATEDB/);
    expect(error.cause).toBe(cause);
    expect(error.details).toEqual({ sqlState: "42501" });
  });
});
