import { expect, test } from "vitest";
import { eventsOfAudit, toldAuditSchema } from "#domain/webhooks/events-of-audit.ts";

const audit = (action: string, details: object = {}, object = "request:req_1") =>
  toldAuditSchema.parse({ at: "2026-11-27T20:00:00.000Z", action, object, actor: null, details });
const types = (action: string, details: object = {}, kind: string | null = "provision") =>
  eventsOfAudit(audit(action, details), kind).map(({ type }) => type);

test("tells where a request has come to, of every action that can lead there", () => {
  expect(types("request.submitted", { state: "approved" })).toEqual(["request.submitted", "request.approved"]);
  expect(types("request.submitted", { state: "denied" })).toEqual(["request.submitted", "request.denied"]);
  expect(types("request.submitted", { state: "pending_approval" })).toEqual([
    "request.submitted",
    "request.pending_approval",
  ]);
  expect(types("request.approved", { state: "approved" })).toEqual(["request.approved"]);
  expect(types("request.sent_back", { state: "pending_approval" })).toEqual(["request.pending_approval"]);
  expect(types("request.failed")).toEqual(["request.failed"]);
});

test("a stage that was approved is no approval", () => {
  expect(types("request.approved", { state: "pending_approval" })).toEqual([]);
});

test("only what makes a new thing says that it was created", () => {
  const details = { state: "fulfilled", grantId: "gr_1" };
  expect(types("request.fulfilled", details)).toEqual(["request.fulfilled", "resource.created", "grant.pending"]);
  expect(types("request.fulfilled", { state: "fulfilled" }, "destroy")).toEqual(["request.fulfilled"]);
  expect(types("credential.rotated", { grantId: "gr_2" })).toEqual(["resource.rotated", "grant.pending"]);
});

test("tells of emergency access with its id, and of drift and closures as of the resource", () => {
  const told = (action: string) => eventsOfAudit(audit(action, {}, "emergency:em_1"), "provision");
  expect(told("emergency.asked")).toEqual([{ type: "emergency.asked", emergencyId: "em_1" }]);
  expect(told("emergency.activated")).toEqual([{ type: "emergency.active", emergencyId: "em_1" }]);
  expect(told("emergency.ended")).toEqual([{ type: "emergency.ended", emergencyId: "em_1" }]);
  expect(types("emergency.confirmed")).toEqual([]);
  expect(types("resource.drift_found")).toEqual(["resource.drifted"]);
  expect(types("resource.closed_unproven")).toEqual(["resource.closed_unproven"]);
});

test("never names more than a hundred leases in one message", () => {
  const leases = Array.from({ length: 250 }, (_, index) => ({
    id: `ls_${index}`,
    state: index < 120 ? "expired" : "failed",
  }));
  const ended = eventsOfAudit(audit("lease.ended", { leases }, "resource:res_1"), null);
  expect(ended.map(({ leaseIds }) => leaseIds?.length)).toEqual([100, 100, 50]);
  expect(eventsOfAudit(audit("lease.closed", { leases }), null).map(({ leaseIds }) => leaseIds?.length)).toEqual([
    100, 20,
  ]);
});

test.for(["constructor", "__proto__", "toString", "step.done", "request.escalated", "webhook.created", ""])(
  "%j is nobody's business outside",
  (action) => {
    expect(types(action)).toEqual([]);
  },
);
