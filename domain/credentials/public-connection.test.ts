import { expect, test } from "vitest";
import { layoutOf } from "#domain/credentials/layout-of.ts";
import { publicConnection } from "#domain/credentials/public-connection.ts";
import { Secret } from "#domain/credentials/secret.ts";
import { urlLayout } from "#tests/factories/sample-layouts.ts";

const layout = layoutOf(urlLayout, "sessions");
const canary = "CANARY-d41d8cd98f00b204";

test("takes the declared plain fields and nothing else", () => {
  const fields = { host: "h", port: 6379, username: "u", password: Secret.fromText(canary), keyPrefix: "k:" };
  const connection = publicConnection(fields, layout);
  expect(connection).toEqual({ layout, fields: { host: "h", port: 6379, username: "u", keyPrefix: "k:" } });
});

test.each<[string, Parameters<typeof publicConnection>[0]]>([
  ["a secret under a plain field's name", { host: Secret.fromText(canary) }],
  ["plain text under a secret field's name", { password: canary }],
  ["a field that was never declared", { adminPassword: canary }],
  ["a field of every object", { toString: canary, __proto__: canary }],
  ["a plain field that a secret slipped into", { password: Secret.fromText(canary), host: `u:${canary}@host` }],
])("lets no canary pass: %s", (_, fields) => {
  const connection = publicConnection(fields, layout);
  expect(JSON.stringify(connection)).not.toContain("CANARY");
  expect(connection.fields).toEqual({});
});
