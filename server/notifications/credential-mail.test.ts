import { expect, test } from "vitest";
import { draftCredentialMail } from "#server/notifications/credential-mail.ts";

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
  const mail = draftCredentialMail(template, { ...payload, reason: "It was refused." }, link);
  expect(mail?.subject).toContain("orders");
  expect(mail?.lines.join("\n")).toContain("orders");
});

test("a new credential comes with its link, and with what to do when somebody else was first", () => {
  const text = draftCredentialMail("credential.reissued", payload, link)?.lines.join("\n");
  expect(text).toContain(link);
  expect(text).toContain("it was not you");
});

test("a name that somebody chose cannot write lines of its own", () => {
  const who = `Noor\r\n\r\nYour account is locked: https://evil.example\u202e${"x".repeat(500)}`;
  const lines = draftCredentialMail("grant.refused", { ...payload, who }, link)?.lines ?? [];
  expect(lines.join("").match(/[\r\n\u202e]/)).toBeNull();
  expect(lines[0]?.length).toBeLessThan(250);
});

test("any other message is left to others", () => {
  expect(draftCredentialMail("request.fulfilled", payload, link)).toBeNull();
});
