import { expect, test } from "vitest";
import { exitCodeOf } from "#cli/exit-code-of.ts";
import { requestStates } from "#domain/contracts/request.ts";

test("gives each state its exit code, and 1 to whatever is blocked", () => {
  const codes = Object.fromEntries(requestStates.map((state) => [state, exitCodeOf({ state, blockedReason: null })]));
  expect(codes).toEqual({
    denied: 20,
    rejected: 20,
    pending_approval: 10,
    approved: 0,
    provisioning: 0,
    fulfilled: 0,
    withdrawn: 1,
    expired: 1,
    failed: 1,
  });
  for (const state of requestStates) expect(exitCodeOf({ state, blockedReason: "tampered" })).toBe(1);
});
