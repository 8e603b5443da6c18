import { expect, test } from "vitest";
import { draftCredentialMessage } from "#server/notifications/credential-message.ts";

const payload = { name: "orders", recipient: "Dana", who: "Noor", restoreUntil: "2026-12-01T00:00:00.000Z" };

test.each(["resource.frozen", "reissue.failed", "grant.not_me", "grant.refused"])(
  "%s names the resource in subject and text",
  (template) => {
    const mail = draftCredentialMessage(template, { ...payload, reason: "It was refused." });
    expect(mail?.subject).toContain("orders");
    expect(mail?.lines.join("\n")).toContain("orders");
  },
);

test("any other message is left to others", () => {
  expect(draftCredentialMessage("request.fulfilled", payload)).toBeNull();
});
