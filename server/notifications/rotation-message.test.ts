import { expect, test } from "vitest";
import { draftRotationMessage } from "#server/notifications/rotation-message.ts";

const link = "https://reveal.example/g/gr_1";
const payload = { name: "orders", generation: "1", until: "2026-12-01T00:00:00.000Z", connections: "2" };

test.each([
  "credential.reissued",
  "rotation.overdue",
  "credential.old_ends_soon",
  "credential.old_ended",
  "credential.changed_elsewhere",
])("%s names the resource in subject and text", (template) => {
  const mail = draftRotationMessage(template, payload, link);
  expect(mail?.subject).toContain("orders");
  expect(mail?.lines.join("\n")).toContain("orders");
});

test("a new credential comes with its link, what it is good for, and what to do when somebody else was first", () => {
  const mail = draftRotationMessage("credential.reissued", { ...payload, access: "read-only" }, link);
  expect(mail?.subject).toContain("read-only");
  expect(mail?.lines.join("\n")).toContain(link);
  expect(mail?.lines.join("\n")).toContain("it was not you");
});

test("one that ends soon says how many still use it, or that nobody can tell", () => {
  const say = (change: object) =>
    draftRotationMessage("credential.old_ends_soon", { ...payload, ...change }, link)?.lines.join("\n");
  expect(say({})).toContain("2 of its connections");
  expect(draftRotationMessage("credential.old_ends_soon", { name: "orders" }, link)?.lines.join("\n")).toContain(
    "does not tell",
  );
});

test("any other message is left to others", () => {
  expect(draftRotationMessage("request.fulfilled", payload, link)).toBeNull();
});
