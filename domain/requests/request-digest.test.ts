import { expect, test } from "vitest";
import { requestDigest, type DigestedRequest } from "#domain/requests/request-digest.ts";
import type { Decision } from "#domain/contracts/decision.ts";

const request: DigestedRequest = {
  id: "req_1",
  revision: 1,
  templateVersion: "postgres-small@sha256:00",
  name: "orders",
  team: "payments",
  environment: "dev",
  classification: "internal",
  purpose: "test",
  lifetimeHours: 24,
  parameters: { size: "small", b: 1 },
  delivery: "reveal",
  requesterId: "prn_1",
  onBehalfOfId: null,
};

function decision(change: Partial<Decision> = {}, effective: Partial<Decision["effective"]> = {}): Decision {
  const limits = { lifetimeHours: 24, lifetimeHoursMax: 720, size: "small", deliveries: ["reveal"], region: null };
  const rest = { approvalPlan: [], backend: "b", claimWindowHours: 72, quota: { limit: 100, holding: 0 } };
  const record = { outcome: "auto" as const, trace: [], inputDigest: "sha256:0", evaluatorVersion: "1" };
  return { ...record, effective: { ...limits, ...rest, ...effective }, ...change };
}

test("does not depend on the order of keys, which a JSON column changes", () => {
  const shuffled = { ...request, parameters: { b: 1, size: "small" } };
  expect(requestDigest(shuffled, decision())).toBe(requestDigest(request, decision()));
});

test.for(Object.keys(request) as (keyof DigestedRequest)[])("changes with %s", (key) => {
  const changed = { ...request, [key]: key === "parameters" ? { size: "large" } : "changed" };
  expect(requestDigest(changed, decision())).not.toBe(requestDigest(request, decision()));
});

test("changes with the decision and with the approval plan", () => {
  const plan = [{ groups: ["platform"], quorum: 1, deadlineHours: 1 }];
  expect(requestDigest(request, decision({}, { approvalPlan: plan }))).not.toBe(requestDigest(request, decision()));
  expect(requestDigest(request, decision({ outcome: "deny" }))).not.toBe(requestDigest(request, decision()));
});
