import { generateKeyPairSync } from "node:crypto";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { badPublicKeys } from "#tests/reveal/bad-public-keys.ts";
import { fullCount } from "#tests/harness/full-count.ts";
import { postClaim } from "#tests/reveal/post-claim.ts";
import { openRevealFixture, type RevealFixture } from "#tests/reveal/reveal-fixture.ts";
import { sayFigure } from "#tests/reveal/say-figure.ts";

/** Five kinds: a thousand in all. */
const attempts = fullCount(200);

let fixture: RevealFixture;
beforeAll(async () => {
  fixture = await openRevealFixture({ LEASE_SECONDS: "30" });
});
afterAll(() => fixture[Symbol.asyncDispose]());

interface BadInput {
  readonly what: string;
  readonly answers: readonly string[];
  begin?(): Promise<void>;
  end?(): Promise<void>;
  /** What the recipient sends instead of what they should. */
  change?(index: number, token: string): Promise<{ token?: string; publicKey?: string }>;
}

const privateDir = () => join(fixture.kekDir, "private");
const badKeys = badPublicKeys().map(([, text]) => text);

const kinds: readonly BadInput[] = [
  {
    what: "a truncated token",
    answers: ["401 unauthenticated"],
    change: async (index, token) => ({ token: token.slice(0, -1 - (index % (token.length - 1))) }),
  },
  {
    what: "a token signed with another key",
    answers: ["401 unauthenticated"],
    change: async () => {
      const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const key = await crypto.subtle.importKey(
        "pkcs8",
        privateKey.export({ format: "der", type: "pkcs8" }),
        { name: "ECDSA", namedCurve: "P-256" },
        false,
        ["sign"],
      );
      const [, payload = ""] = (await fixture.idToken("dana")).split(".");
      const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as Record<string, unknown>;
      return { token: await fixture.issuer.sign(claims, {}, key) };
    },
  },
  {
    what: "an invalid public key",
    answers: ["422 invalid_input", "422 invalid_key"],
    change: async (index) => ({ publicKey: badKeys[Math.floor((index * badKeys.length) / attempts)] ?? "" }),
  },
  {
    what: "the key away",
    answers: ["503 kek_unavailable"],
    begin: () => rename(privateDir(), `${privateDir()}.away`),
    end: () => rename(`${privateDir()}.away`, privateDir()),
  },
  {
    what: "the database away",
    answers: ["503 unavailable"],
    begin: async () => fixture.databaseWay.cut(),
    end: async () => fixture.databaseWay.mend(),
  },
];

test.each(kinds)("R4: $what burns nothing, and everything opens afterwards", { timeout: 120_000 }, async (kind) => {
  const grants = await Promise.all(Array.from({ length: attempts }, () => fixture.putGrant()));
  const token = await fixture.idToken("dana");
  await kind.begin?.();
  const refused = await Promise.all(
    grants.map(async ({ id }, index) => postClaim(fixture.url, id, { token, ...(await kind.change?.(index, token)) })),
  ).finally(() => kind.end?.());
  const answers = new Set(refused.map(({ status, body }) => `${status} ${String(body.code)}`));
  expect([...answers].filter((answer) => !kind.answers.includes(answer))).toEqual([]);
  expect(JSON.stringify(refused[0]?.body)).not.toContain(fixture.kekDir);
  const { rows: untouched } = await fixture.admin.query(
    "SELECT FROM grants WHERE id = ANY($1) AND state = 'pending' AND claim_fence = 0",
    [grants.map(({ id }) => id)],
  );
  expect(untouched).toHaveLength(attempts);
  const opened = await Promise.all(grants.map(({ id }) => postClaim(fixture.url, id, { token })));
  expect(opened.map(({ credential }) => credential?.fields.password)).toEqual(grants.map(({ password }) => password));
  sayFigure("R4", `${kind.what}: 0 of ${attempts} burned, ${opened.length} opened afterwards`);
});
