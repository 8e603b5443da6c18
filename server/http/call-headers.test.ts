import { expect, test } from "vitest";
import type { WorkloadView } from "#domain/contracts/workload.ts";
import { idempotencyKeyOf } from "#server/http/idempotency-key.ts";
import { lastEventIdOf } from "#server/http/last-event-id.ts";
import { requestIdOf } from "#server/http/request-id.ts";
import { waitPreferenceOf } from "#server/http/wait-preference.ts";

test.for([
  ["wait=10", 10],
  ["respond-async, WAIT = 5", 5],
  ['wait="7"', 7],
  ["wait=0", 0],
  ["wait=61", 60],
  ["wait=999999999", 60],
  ["wait=3, wait=9", 3],
  ["wait=8; foo=bar", 8],
  ["wait=-1", null],
  ["wait=1e3", null],
  ["wait=abc", null],
  ["wait=99999999999999999999", null],
  ["", null],
] as const)("reads Prefer: %s as %s", ([header, seconds]) => {
  expect(waitPreferenceOf(new Headers({ prefer: header }))).toBe(seconds);
});

test("takes an idempotency key of 1 to 255 printable characters and no other", () => {
  const keyOf = (key: string) => idempotencyKeyOf(new Headers({ "idempotency-key": key }), { workload: null });
  expect(idempotencyKeyOf(new Headers(), { workload: null })).toBeNull();
  expect(keyOf("a")).toBe("a");
  expect(keyOf("k".repeat(255))).toBe("k".repeat(255));
  for (const bad of ["", "k".repeat(256), "tab\there", "caf\u00e9"]) {
    expect(() => keyOf(bad)).toThrowError(expect.objectContaining({ code: "invalid_input" }));
  }
});

test("keeps the keys of each trust rule apart, from those of other rules and of the account's own tokens", () => {
  const about = {} as WorkloadView;
  const keyOf = (ruleId: string, key: string) =>
    idempotencyKeyOf(new Headers({ "idempotency-key": key }), {
      workload: { ruleId, environments: ["dev"], templates: null, about },
    });
  expect(keyOf("tr_1", "a")).toBe("tr_1,a");
  expect(keyOf("tr_2", "a")).not.toBe(keyOf("tr_1", "a"));
  // Nobody can send what such a key is spelled as.
  const forged = new Headers({ "idempotency-key": keyOf("tr_1", "a") ?? "" });
  expect(() => idempotencyKeyOf(forged, { workload: null })).toThrowError(/without a comma/);
});

test("takes a sane request id over and replaces every other", () => {
  const idOf = (id: string) => requestIdOf(new Request("http://127.0.0.1/", { headers: { "x-request-id": id } }));
  expect(idOf("trace-0123456789")).toBe("trace-0123456789");
  for (const bad of [
    "",
    "short",
    "x".repeat(129),
    "with space 123",
    '"quoted-1234"',
    "caf\u00e9-12345",
    "<script>alert",
  ]) {
    expect(idOf(bad)).toMatch(/^req_[0-9a-f-]{36}$/);
  }
});

test("takes the id of an event to resume after and no other", () => {
  const after = (id: string) => lastEventIdOf(new Headers({ "last-event-id": id }));
  expect(lastEventIdOf(new Headers())).toBeNull();
  expect(after("")).toBeNull();
  expect(after("4-2")).toBe("4-2");
  for (const bad of ["-1", "42", "1-", "1.5-1", "0x1-1", "1-1; DROP TABLE", `1-${"9".repeat(19)}`, "{}"]) {
    expect(() => after(bad)).toThrowError(expect.objectContaining({ code: "invalid_input" }));
  }
});
