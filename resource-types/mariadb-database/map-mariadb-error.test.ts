import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { AppError } from "#domain/errors/app-error.ts";
import { mapMariadbError, serverErrorNumber } from "./map-mariadb-error.ts";

const running = new AbortController().signal;

function answer(errno: number, sqlMessage: string, code = "ER_X"): Error {
  const error = new Error(`(conn:1, no: ${errno}) ${sqlMessage}\nsql: ALTER USER x USING 's3cr3t'`);
  return Object.assign(error, { name: "SqlError", sqlMessage, errno, code, sql: "ALTER USER x USING 's3cr3t'" });
}

describe("an error of the server or the client", () => {
  it.each([
    [1040, "backend_unavailable"],
    [1205, "backend_unavailable"],
    [1213, "backend_unavailable"],
    [1927, "backend_unavailable"],
    [1045, "backend_refused"],
    [1044, "backend_refused"],
    [1227, "backend_refused"],
    [1290, "backend_refused"],
    [4151, "backend_refused"],
    [1064, "backend_refused"],
  ])("number %i becomes %s", (errno, code) => {
    expect(mapMariadbError(answer(errno, "said"), running)).toMatchObject({ code, details: { errno } });
  });

  it.each([
    [Object.assign(new Error("connect"), { code: "ECONNREFUSED", errno: -111 }), "backend_unavailable"],
    [answer(45_009, "socket has unexpectedly been closed", "ER_SOCKET_UNEXPECTED_CLOSE"), "backend_unavailable"],
    [Object.assign(new Error("self-signed certificate"), { code: "DEPTH_ZERO_SELF_SIGNED_CERT" }), "backend_refused"],
    [new Error("Unsupported authentication plugin dialog. Authorized plugin: x"), "backend_refused"],
    [new TypeError("x is not a function"), "internal"],
    ["text", "internal"],
  ])("%s becomes %s", (error, code) => {
    expect(mapMariadbError(error, running)).toMatchObject({ code });
  });

  it("never carries the statement, which holds a hash", () => {
    const error = mapMariadbError(answer(1064, "You have an error"), running);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("s3cr3t");
    expect(error.cause).toMatchObject({ message: "You have an error" });
  });

  it("is an abort once the signal has aborted, and stays itself when it is ours", () => {
    expect(mapMariadbError(answer(1064, "x"), AbortSignal.abort())).toMatchObject({ code: "aborted" });
    const own = new AppError("fence_lost", "A newer worker holds this step.");
    expect(mapMariadbError(own, AbortSignal.abort())).toBe(own);
  });

  it("has a number only when the server gave it", () => {
    expect(serverErrorNumber(answer(1045, "x"))).toBe(1045);
    expect(serverErrorNumber(answer(45_009, "x"))).toBeUndefined();
    expect(serverErrorNumber(Object.assign(new Error("x"), { errno: -111 }))).toBeUndefined();
  });
});
