import { expect, test } from "vitest";
import { draftCredentialMessage } from "#server/notifications/credential-message.ts";

const link = "https://reveal.example/g/gr_1";
const payload = { name: "orders", recipient: "Dana", who: "Noor", restoreUntil: "2026-12-01T00:00:00.000Z" };

test.each([
  "resource.frozen",
  "rotation.due",
  "rotation.overdue",
  "credential.reissued",
  "reissue.failed",
  "grant.not_me",
  "grant.refused",
])("%s names the resource in subject and text", (template) => {
  const mail = draftCredentialMessage(template, { ...payload, reason: "It was refused." }, link);
  expect(mail?.subject).toContain("orders");
  expect(mail?.lines.join("\n")).toContain("orders");
});

test("a new credential comes with its link, and with what to do when somebody else was first", () => {
  const text = draftCredentialMessage("credential.reissued", payload, link)?.lines.join("\n");
  expect(text).toContain(link);
  expect(text).toContain("it was not you");
});

test("any other message is left to others", () => {
  expect(draftCredentialMessage("request.fulfilled", payload, link)).toBeNull();
});
