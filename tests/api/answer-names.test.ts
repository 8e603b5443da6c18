import { expect, test } from "vitest";
import type { JsonSchema } from "#server/http/openapi-schemas.ts";
import { apiDocument } from "#tests/api/api-document.ts";
import { resolve } from "#tests/api/value-of-schema.ts";

const telling =
  /token|secret|passw|hash|cipher|sealed|private|wrapped|dek\b|nonce|verifier|cookie|credential|^enc$|^key$|apiKey|signingKey/i;

/** What an answer may call so, and why. */
const known: Readonly<Record<string, string>> = {
  "createToken token": "the one time that a token is told",
  "exchangeToken access_token": "the one time that a token is told",
  "exchangeToken issued_token_type": "a constant of RFC 8693",
  "exchangeToken token_type": "a constant of RFC 8693",
  "createWebhook signingKey": "the one time that a key is told",
  "rotateWebhookKey signingKey": "the one time that a key is told",
  "createLease enc": "sealed to the caller's own key",
  "createLease ciphertext": "sealed to the caller's own key",
  "claimGrant enc": "sealed to the caller's own key",
  "claimGrant ciphertext": "sealed to the caller's own key",
};

/** Names that say that there is a secret, or how many there are, and hold none; and what is sealed to who asked for a lease. */
const harmless = ["liveTokens", "accountTokens", "sealedUntil"];
const leases = /^(list|show|renew|release)Leases? (enc|ciphertext)$/;
/** Whether a field of a connection is a secret: a boolean. */
const flags = ["showResource secret", "decideDrift secret"];

test("N6: no answer has a member that is called like a secret, but those that are documented", () => {
  const found = Object.entries(apiDocument.paths).flatMap(([, item]) =>
    Object.values(
      item as Record<
        string,
        { operationId?: string; responses?: Record<string, { content?: Record<string, { schema: JsonSchema }> }> }
      >,
    ).flatMap(({ operationId, responses }) =>
      Object.entries(responses ?? {}).flatMap(([status, { content }]) =>
        Number(status) >= 300
          ? []
          : Object.values(content ?? {}).flatMap(({ schema }) =>
              namesOf(schema).map((name) => `${operationId} ${name}`),
            ),
      ),
    ),
  );
  expect(found.length).toBeGreaterThan(500);
  const suspicious = found.filter((name) => telling.test(name.split(" ")[1] ?? ""));
  const unknown = suspicious.filter((name) => {
    const isHarmless = harmless.includes(name.split(" ")[1] ?? "") || flags.includes(name) || leases.test(name);
    return known[name] === undefined && !isHarmless;
  });
  expect([...new Set(unknown)]).toEqual([]);
});

/** Every name of a member, at any depth, that a schema gives. */
function namesOf(given: JsonSchema, seen: ReadonlySet<JsonSchema> = new Set()): readonly string[] {
  const schema = resolve(given);
  if (seen.has(schema)) return [];
  const inside = new Set([...seen, schema]);
  const parts = [
    schema.items,
    schema.additionalProperties,
    ...((schema.anyOf ?? schema.oneOf ?? schema.allOf ?? []) as JsonSchema[]),
  ];
  const deeper = parts
    .filter((part): part is JsonSchema => typeof part === "object" && part !== null)
    .flatMap((part) => namesOf(part, inside));
  const own = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>).flatMap(([name, of]) => [
    name,
    ...namesOf(of, inside),
  ]);
  return [...own, ...deeper];
}
