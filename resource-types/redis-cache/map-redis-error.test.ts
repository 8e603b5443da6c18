import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { AppError } from "#domain/errors/app-error.ts";
import { mapRedisError, replyCode } from "./map-redis-error.ts";

const running = new AbortController().signal;

function reply(message: string): Error {
  const error = new Error(message);
  error.name = "ReplyError";
  return Object.assign(error, { command: { name: "AUTH", args: ["admin", "s3cr3t"] } });
}

describe("an error of the server or the client", () => {
  it.each([
    ["LOADING Redis is loading the dataset in memory", "backend_unavailable"],
    ["BUSY Redis is busy running a script", "backend_unavailable"],
    ["OOM command not allowed when used memory > 'maxmemory'", "backend_unavailable"],
    ["ERR max number of clients reached", "backend_unavailable"],
    ["WRONGPASS invalid username-password pair or user is disabled.", "backend_refused"],
    ["NOAUTH Authentication required.", "backend_refused"],
    ["NOPERM User admin has no permissions to run the 'acl|setuser' command", "backend_refused"],
    ["READONLY You can't write against a read only replica.", "backend_refused"],
    ["ERR syntax error", "backend_refused"],
  ])("%s becomes %s", (message, code) => {
    expect(mapRedisError(reply(message), running)).toMatchObject({ code });
  });

  it.each([
    [Object.assign(new Error("connect"), { code: "ECONNREFUSED" }), "backend_unavailable"],
    [new Error("Connection is closed."), "backend_unavailable"],
    [new Error("connect ETIMEDOUT"), "backend_unavailable"],
    [Object.assign(new Error("self-signed certificate"), { code: "DEPTH_ZERO_SELF_SIGNED_CERT" }), "backend_refused"],
    [new TypeError("x is not a function"), "internal"],
    ["text", "internal"],
  ])("%s becomes %s", (error, code) => {
    expect(mapRedisError(error, running)).toMatchObject({ code });
  });

  it("never carries the arguments of a command, which may be a password", () => {
    const error = mapRedisError(reply("WRONGPASS invalid username-password pair"), running);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("s3cr3t");
    expect(error.cause).toMatchObject({ message: expect.stringContaining("WRONGPASS") });
  });

  it("is an abort once the signal has aborted, and stays itself when it is ours", () => {
    expect(mapRedisError(reply("ERR x"), AbortSignal.abort())).toMatchObject({ code: "aborted" });
    const own = new AppError("fence_lost", "A newer worker holds this step.");
    expect(mapRedisError(own, AbortSignal.abort())).toBe(own);
  });

  it("has a code only when the server gave it", () => {
    expect(replyCode(reply("NOPERM no"))).toBe("NOPERM");
    expect(replyCode(new Error("NOPERM no"))).toBeUndefined();
    expect(replyCode("OK")).toBeUndefined();
  });
});
