import { describe, expect, it } from "vitest";
import { AppError } from "#domain/errors/app-error.ts";
import { mapAmqpError, readRefusal } from "./amqp/map-amqp-error.ts";
import { mapRefusal, mapTransportError } from "./api/map-api-error.ts";

const running = new AbortController().signal;
const withCode = (code: string) => Object.assign(new Error("text"), { code });
const order = { method: "PUT", path: "/vhosts/x" } as const;
const answer = (code: number, body: unknown = null) => ({ code, body, at: new Date(0) });

describe("an error over AMQP", () => {
  it.each([
    [withCode("ECONNREFUSED"), "backend_unavailable"],
    [withCode("CONN_CLOSE"), "backend_unavailable"],
    [withCode("CONNECTION_FORCED"), "backend_unavailable"],
    [withCode("DEPTH_ZERO_SELF_SIGNED_CERT"), "backend_refused"],
    [withCode("VERSION_MISMATCH"), "backend_refused"],
    [withCode("ACCESS_REFUSED"), "backend_refused"],
    ["text", "backend_unavailable"],
  ])("%s becomes %s", (error, code) => {
    expect(mapAmqpError(error, running)).toMatchObject({ code });
  });

  it("is a refusal only when the broker gave it, in the broker's words", () => {
    const error = Object.assign(new Error("ConnectionOpen: NOT_ALLOWED - access to vhost 'x' refused"), {
      code: "NOT_ALLOWED",
    });
    const refusal = { code: "NOT_ALLOWED", text: "NOT_ALLOWED - access to vhost 'x' refused" };
    expect(readRefusal(error)).toEqual(refusal);
    expect(readRefusal(mapAmqpError(error, running))).toEqual(refusal);
    expect(readRefusal(withCode("CONN_CLOSE"))).toBeNull();
    expect(readRefusal("NOT_ALLOWED")).toBeNull();
  });
});

describe("an error of the management API", () => {
  it.each([
    [answer(401, { error: "not_authorized", reason: "Login failed" }), "backend_refused", /name or password/],
    [answer(401, { error: "not_authorised", reason: "User not authorised" }), "backend_refused", /administrator/],
    [answer(400, { error: "bad_request", reason: "no\n such  thing" }), "backend_refused", /no such thing\.$/],
    [answer(503, "text"), "backend_unavailable", /503/],
  ])("%j becomes %s", (given, code, message) => {
    expect(mapRefusal(given, order)).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it.each([
    ["ECONNRESET", "backend_unavailable"],
    ["CERT_HAS_EXPIRED", "backend_refused"],
  ])("%s on the way becomes %s", (code, expected) => {
    expect(mapTransportError(withCode(code), running)).toMatchObject({ code: expected });
  });
});

it("an error is an abort once the signal has aborted, and stays itself when it is ours", () => {
  const own = new AppError("fence_lost", "A newer worker holds this step.");
  for (const map of [mapAmqpError, mapTransportError]) {
    expect(map(withCode("ECONNRESET"), AbortSignal.abort())).toMatchObject({ code: "aborted" });
    expect(map(own, AbortSignal.abort())).toBe(own);
  }
});
