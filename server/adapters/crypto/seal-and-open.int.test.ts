import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generatePassword } from "#domain/credentials/generate-password.ts";
import { isAppError } from "#domain/errors/app-error.ts";
import { createLocalKek } from "#server/adapters/crypto/create-kek.ts";
import { createOpener } from "#server/adapters/crypto/opening/create-opener.ts";
import type { PayloadBinding, SealedPayload } from "#domain/credentials/payload-binding.ts";
import { createSealer } from "#server/adapters/crypto/sealing/create-sealer.ts";

let home: string;
let kekDir: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "latchkey-kek-"));
  kekDir = join(home, "kek");
  await createLocalKek(kekDir);
});
afterAll(() => rm(home, { recursive: true }));

const binding: PayloadBinding = {
  grantId: "gr_one",
  resourceId: "res_one",
  generation: 1,
  recipient: { issuer: "https://issuer.example", subject: "dana" },
  expiresAt: new Date("2026-12-01T00:00:00.000Z"),
  classification: "internal",
};

async function sealOne(bound = binding) {
  const password = generatePassword();
  const text = password.use((bytes) => bytes.toString());
  const fields = { host: "db", port: 5432, password };
  const layout = { fields: [{ name: "password", label: "Password", secret: true }] };
  return { text, payload: await createSealer(kekDir).seal({ fields, layout }, bound) };
}

async function openText(payload: SealedPayload, bound = binding): Promise<string> {
  return createOpener(kekDir).open(payload, bound, async (plaintext) => Buffer.from(plaintext).toString("utf8"));
}

/** Counts the attempts that were refused as not belonging together; any plaintext fails the test at once. */
async function countRefused(attempts: readonly [SealedPayload, PayloadBinding][]): Promise<number> {
  let refused = 0;
  for (const [payload, bound] of attempts) {
    const outcome = await openText(payload, bound).catch((error: unknown) => error);
    expect(isAppError(outcome, "internal"), String(outcome)).toBe(true);
    refused++;
  }
  return refused;
}

test("what was sealed opens for its own binding, and is wiped afterwards", async () => {
  const { text, payload } = await sealOne();
  let kept: ArrayBuffer | undefined;
  await createOpener(kekDir).open(payload, binding, async (plaintext) => {
    expect(JSON.parse(Buffer.from(plaintext).toString()).fields).toEqual({ host: "db", port: 5432, password: text });
    kept = plaintext;
  });
  expect(new Uint8Array(kept ?? new ArrayBuffer(1)).every((byte) => byte === 0)).toBe(true);
});

test("a change of any part of the binding keeps the payload closed", async () => {
  const { payload } = await sealOne();
  const changes: Partial<PayloadBinding>[] = [
    { grantId: "gr_two" },
    { resourceId: "res_two" },
    { generation: 2 },
    { recipient: { issuer: "https://issuer.example", subject: "noor" } },
    { recipient: { issuer: "https://issuer.exampl", subject: "edana" } },
    { expiresAt: new Date("2026-12-01T00:00:00.001Z") },
    { classification: "public" },
  ];
  expect(await countRefused(changes.map((change) => [payload, { ...binding, ...change }]))).toBe(changes.length);
});

test("swapping any column between two rows is refused", async () => {
  const otherBinding = { ...binding, grantId: "gr_two", resourceId: "res_two" };
  const [one, two] = await Promise.all([sealOne(), sealOne(otherBinding)]);
  const columns = ["wrappedDek", "iv", "ciphertext", "tag"] as const;
  // Every non-empty subset of the columns, the whole row included.
  const attempts = Array.from({ length: 2 ** columns.length - 1 }, (_, subset): [SealedPayload, PayloadBinding] => {
    const taken = columns.filter((_name, bit) => ((subset + 1) >> bit) & 1);
    return [{ ...one.payload, ...Object.fromEntries(taken.map((name) => [name, two.payload[name]])) }, binding];
  });
  expect(await countRefused(attempts)).toBe(15);
});

test("a flipped bit anywhere, a cut tag of 4 to 15 bytes and other nonce lengths are refused", async () => {
  const { payload } = await sealOne();
  const flipped = (["wrappedDek", "iv", "ciphertext", "tag"] as const).flatMap((name) =>
    Array.from(payload[name], (_, index): [SealedPayload, PayloadBinding] => {
      const bytes = Buffer.from(payload[name]);
      bytes.writeUInt8(bytes.readUInt8(index) ^ 1, index);
      return [{ ...payload, [name]: bytes }, binding];
    }),
  );
  const cut = Array.from({ length: 16 }, (_, length): [SealedPayload, PayloadBinding] => [
    { ...payload, tag: payload.tag.subarray(0, length) },
    binding,
  ]);
  const nonces = [0, 8, 11, 13, 16].map((length): [SealedPayload, PayloadBinding] => [
    { ...payload, iv: Buffer.alloc(length, 1) },
    binding,
  ]);
  const attempts = [...flipped, ...cut, ...nonces];
  expect(await countRefused(attempts)).toBe(attempts.length);
});

test("another format version or algorithm is refused", async () => {
  const { payload } = await sealOne();
  const attempts: [SealedPayload, PayloadBinding][] = [
    [{ ...payload, version: 2 }, binding],
    [{ ...payload, alg: "none" }, binding],
  ];
  expect(await countRefused(attempts)).toBe(2);
});
