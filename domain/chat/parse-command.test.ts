import fc from "fast-check";
import { expect, test } from "vitest";
import { parseCommand } from "#domain/chat/parse-command.ts";

const asked = { template: "postgres-small", name: "orders", environment: "dev", team: null, purpose: "Orders service" };

test.each([
  ["request postgres-small orders dev -- Orders service", { ...asked, classification: "internal" }],
  ["  REQUEST  postgres-small  orders dev public --Orders service ", { ...asked, classification: "public" }],
  ["request postgres-small orders dev — Orders service", { ...asked, classification: "internal" }],
  [
    "request postgres-small orders dev team=payments -- Orders service",
    { ...asked, classification: "internal", team: "payments" },
  ],
  ["request postgres-small orders dev -- a -- b", { ...asked, classification: "internal", purpose: "a -- b" }],
  ["request postgres-small my--db dev -- x", { ...asked, name: "my--db", classification: "internal", purpose: "x" }],
])("%s", (text, request) => {
  expect(parseCommand(text)).toEqual({ kind: "request", asked: request });
});

test.each([
  ["", "help"],
  ["help", "help"],
  ["Link", "link"],
  ["unlink", "unlink"],
  ["approvals", "approvals"],
  ["request", "form"],
  ["status", "status"],
  ["status req_1", "status"],
  ["status a b", "unclear"],
  ["approve req_1", "unclear"],
  ["request postgres-small orders dev", "unclear"],
  ["request postgres-small orders dev --", "unclear"],
  ["request postgres-small orders -- why", "unclear"],
  ["request -- why", "unclear"],
  ["request a b c d e -- why", "unclear"],
  ["request a b c team=x team=y -- why", "unclear"],
])("%j is %s", (text, kind) => {
  expect(parseCommand(text).kind).toBe(kind);
});

test("never fails, and approves nothing, whatever is typed", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: "grapheme" })), (text) => {
      expect(["help", "link", "unlink", "approvals", "form", "status", "request", "unclear"]).toContain(
        parseCommand(text).kind,
      );
    }),
  );
});
