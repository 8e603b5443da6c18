import { describe, expect, test } from "vitest";
import { isAppError, type AppError } from "#domain/errors/app-error.ts";
import { problemResponse } from "#server/http/problem.ts";
import { assertNoSecret } from "#server/requests/assert-no-secret.ts";
import { fakeSecrets } from "#tests/factories/fake-secrets.ts";
import { harmlessTexts } from "#tests/factories/harmless-texts.ts";

const refusalOf = async (fields: Record<string, unknown>): Promise<AppError | null> => {
  try {
    await assertNoSecret(fields);
    return null;
  } catch (error) {
    if (isAppError(error, "secret_in_text")) return error;
    throw error;
  }
};

describe("assertNoSecret", () => {
  test("has 40 secrets and 60 harmless texts to try", () => {
    expect(new Set(Object.values(fakeSecrets)).size).toBeGreaterThanOrEqual(40);
    expect(new Set(harmlessTexts).size).toBeGreaterThanOrEqual(60);
  });

  test.for(Object.entries(fakeSecrets))(
    "refuses %s, alone and in a sentence, and repeats no part of it",
    async ([, secret]) => {
      for (const text of [secret, `For the orders service, ${secret} as agreed.`]) {
        const error = await refusalOf({ purpose: text });
        expect(error?.details).toMatchObject({ path: "/purpose" });
        const told = await problemResponse(error as AppError, { requestId: "r", instance: "/api/v1/requests" }).text();
        const pieces = Array.from(secret, (_, at) => secret.slice(at, at + 8)).filter((piece) => /\d/.test(piece));
        for (const piece of pieces.filter(({ length }) => length === 8)) expect(told).not.toContain(piece);
        expect(String(error?.stack)).not.toContain(secret.slice(-8));
        expect(error?.cause).toBeUndefined();
      }
    },
  );

  test.for(harmlessTexts)("lets pass: %s", async (purpose) => {
    expect(await refusalOf({ purpose })).toBeNull();
  });

  test("points at the value in a structure, and at no more than the object where a name is a secret", async () => {
    const secret = String(fakeSecrets["Latchkey token"]);
    const inside = await refusalOf({ parameters: { "a/b": [{ note: "fine" }, { note: secret }] } });
    expect(inside?.details.path).toBe("/parameters/a~1b/1/note");
    const named = await refusalOf({ parameters: { labels: { [secret]: "x" } } });
    expect(named?.details.path).toBe("/parameters/labels");
    expect(named?.message).not.toContain(secret);
  });

  test("takes the value of a member that is called a password for one, whatever it looks like", async () => {
    expect((await refusalOf({ parameters: { password: "correct horse" } }))?.details.path).toBe("/parameters/password");
    expect(await refusalOf({ parameters: { passwordEncryption: "scram-sha-256" } })).toBeNull();
  });

  test("cannot be switched off by a comment in the text", async () => {
    const excuse = `// secretlint-disable\n${fakeSecrets["GitHub personal token"]}`;
    expect(await refusalOf({ comment: excuse })).not.toBeNull();
    expect(await refusalOf({ comment: `/* secretlint-disable */ ${fakeSecrets["Slack webhook"]}` })).not.toBeNull();
  });

  test("keeps nothing of what it read, and marks no time line, however often it is called", async () => {
    for (let call = 0; call < 50; call++) await assertNoSecret({ purpose: "Orders service." });
    const marks = performance.getEntries().filter(({ name }) => name.includes("@core"));
    expect(marks).toEqual([]);
  });

  test.for([
    ["a long word", "a".repeat(60_000)],
    ["addresses", "postgres://a:".repeat(4_600)],
    ["passwords without a value", "password= ".repeat(6_000)],
    ["half keys", `${"-".repeat(5)}BEGIN `.repeat(5_000)],
    ["half tokens", `eyJ${"a".repeat(20)}.`.repeat(2_500)],
    ["line ends", "\n".repeat(60_000)],
    ["digits", "0123456789:".repeat(5_400)],
    ["bearers", "bearer ".repeat(8_500)],
    ["secrets that are nothing", "secret is ".repeat(6_000)],
  ] as const)("is done within a second with %s as long as a body may be", async ([, text]) => {
    const started = performance.now();
    await refusalOf({ purpose: text });
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
