import { expect, test } from "vitest";
import { problemSchema } from "#domain/contracts/problem.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { errorTable, type ErrorCode } from "#domain/errors/error-table.ts";
import { problemResponse, toAppError } from "#server/http/problem.ts";

const context = { requestId: "req_1", instance: "/api/v1/requests" };

test.for(Object.keys(errorTable) as ErrorCode[])("tells %s as a problem document of its status", async (code) => {
  const response = problemResponse(new AppError(code, "What happened."), context);
  expect(response.status).toBe(errorTable[code].status);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(problemSchema.parse(await response.json())).toEqual({
    type: `/docs/errors/${code}`,
    title: errorTable[code].title,
    status: errorTable[code].status,
    detail: "What happened.",
    code,
    instance: "/api/v1/requests",
    requestId: "req_1",
  });
});

test("adds the details and lets none of them replace a standard member", async () => {
  const details = { by: "Priya", code: "ok", status: 200, requestId: "other" };
  const response = problemResponse(new AppError("already_decided", "Decided.", { details }), context);
  expect(await response.json()).toMatchObject({
    by: "Priya",
    code: "already_decided",
    status: 409,
    requestId: "req_1",
  });
});

test("says how to authenticate on 401 and which scope lacks on 403", () => {
  const challenge = (code: ErrorCode) =>
    problemResponse(new AppError(code, "x"), context).headers.get("www-authenticate");
  expect(challenge("unauthenticated")).toBe('Bearer realm="latchkey"');
  expect(challenge("insufficient_scope")).toContain('error="insufficient_scope"');
  expect(challenge("forbidden")).toBeNull();
});

test("says when to come back, in whole seconds, also for a limit that is not ours to count", () => {
  const details = { retryAfterSeconds: 4.2 };
  const { headers } = problemResponse(new AppError("rate_limited", "Slow down.", { details }), context);
  expect(headers.get("retry-after")).toBe("5");
  expect([...headers.keys()].filter((name) => name.startsWith("ratelimit"))).toEqual([]);
});

test.for([
  new Error("password=hunter2 at postgres://latchkey:hunter2@db"),
  Object.assign(new Error("duplicate key (secret)"), { code: "23505", detail: "hunter2" }),
  "hunter2",
  new AppError("catalog_invalid", "/etc/latchkey/catalog/secret.yaml:3: bad", { details: { problems: ["hunter2"] } }),
  new AppError("settings_invalid", "The file of secret_FILE cannot be read."),
  null,
  { message: "hunter2" },
])("leaks nothing of an unknown error", async (thrown) => {
  const response = problemResponse(toAppError(thrown), context);
  expect(response.status).toBe(500);
  const text = await response.text();
  expect(JSON.parse(text)).toMatchObject({ code: "internal" });
  expect(text).not.toMatch(/hunter2|postgres|secret|23505|stack/);
});

test.for(["ECONNREFUSED", "ECONNRESET", "57P01", "53300", "P1001"])(
  "tells a database that does not answer (%s) as unavailable",
  (code) => {
    const thrown = new Error("query failed", { cause: Object.assign(new Error("x"), { code }) });
    expect(toAppError(thrown)).toMatchObject({ code: "unavailable", status: 503, retryable: true });
  },
);
