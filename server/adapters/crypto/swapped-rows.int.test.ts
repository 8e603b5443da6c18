import { randomInt } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generatePassword } from "#domain/credentials/generate-password.ts";
import { isAppError } from "#domain/errors/app-error.ts";
import { createLocalKek } from "#server/adapters/crypto/create-kek.ts";
import { createOpener, type Opener } from "#server/adapters/crypto/opening/create-opener.ts";
import { payloadAlgorithms, type PayloadBinding, type SealedPayload } from "#domain/credentials/payload-binding.ts";
import { createSealer } from "#server/adapters/crypto/sealing/create-sealer.ts";
import { say } from "#tests/contract-suite/say.ts";

/** What the ledger holds of one sealed credential, flat: what an attacker with its tables can exchange. */
type Row = SealedPayload & Omit<PayloadBinding, "recipient"> & { readonly issuer: string; readonly subject: string };

const rowCount = 200;
const attempts = process.env.SWAP_ROUNDS === undefined ? 1000 : 10_000;
const columns = [
  ...(["ciphertext", "wrappedDek", "iv", "tag", "alg", "version", "keyId"] as const),
  ...(["issuer", "subject", "expiresAt", "generation", "classification", "grantId", "resourceId"] as const),
];
const classes = ["public", "internal", "confidential", "restricted"];
const dayMs = 24 * 3_600_000;

let home: string;
let kekDir: string;
let rows: Row[];
let opener: Opener;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "latchkey-swap-"));
  kekDir = join(home, "kek");
  // Two epochs that both open: half of the rows is sealed by each.
  const days = [new Date(Date.now() - dayMs), new Date()];
  rows = [];
  opener = createOpener(kekDir);
  for (const day of days) {
    await createLocalKek(kekDir, day);
    const sealed = Array.from({ length: rowCount / days.length }, (_, index) => sealRow(rows.length + index));
    rows.push(...(await Promise.all(sealed)));
  }
});
afterAll(() => rm(home, { recursive: true }));

/** Every column but format and algorithm differs somewhere; recipients, classes and generations repeat, as they do. */
async function sealRow(index: number): Promise<Row> {
  const binding = {
    grantId: `gr_${index}`,
    resourceId: `res_${index >> 1}`,
    generation: 1 + (index % 3),
    expiresAt: new Date(Date.now() + 3_600_000 + index),
    classification: classes[index % classes.length] ?? "",
  };
  const [issuer, subject] = [`https://issuer-${index % 2}.example`, `subject-${index % 20}`];
  const fields = { host: "db", port: 5432, password: generatePassword() };
  const layout = { fields: [{ name: "password", label: "Password", secret: true }] };
  const payload = await createSealer(kekDir).seal({ fields, layout }, { ...binding, recipient: { issuer, subject } });
  return { ...payload, ...binding, issuer, subject };
}

function openRow(row: Row): Promise<string> {
  const { issuer, subject } = row;
  return opener.open(row, { ...row, recipient: { issuer, subject } }, async (plaintext) => {
    return Buffer.from(plaintext).toString("utf8");
  });
}

/** Tells whether the row stayed closed as one that does not belong together; whatever else happens fails the test. */
async function assertClosed(row: Row, what: string): Promise<void> {
  const outcome = await openRow(row).catch((error: unknown) => error);
  expect(isAppError(outcome, "internal"), `${what}: ${String(outcome)}`).toBe(true);
}

/** Puts `taken` columns of a random row into another; null when that leaves either of the two rows as it was. */
function swap(first: (typeof columns)[number], extra: boolean): { row: Row; taken: string[] } | null {
  const [one, two] = [rows[randomInt(rowCount)], rows[randomInt(rowCount)]];
  if (one === undefined || two === undefined || one === two) return null;
  // No two rows of today differ in format or algorithm: the other one is what another version or provider writes.
  const other: Row = { ...two, version: 2, alg: payloadAlgorithms.vault };
  const taken = columns.filter((name) => name === first || (extra && canJoin(name) && randomInt(3) === 0));
  const row = { ...one, ...Object.fromEntries(taken.map((name) => [name, other[name]])) };
  const changesOne = columns.some((name) => !isDeepStrictEqual(row[name], one[name]));
  const changesTwo = columns.some((name) => !isDeepStrictEqual(row[name], two[name]));
  return changesOne && changesTwo ? { row, taken } : null;
}

/** Another version or algorithm is refused at first sight, and so only ever swapped as itself. */
function canJoin(name: string): boolean {
  return name !== "alg" && name !== "version";
}

test("every row opens as it was sealed, by either epoch", async () => {
  expect(new Set(rows.map((row) => row.keyId)).size).toBe(2);
  const texts = await Promise.all(rows.map(openRow));
  expect(texts.every((text) => text.startsWith('{"fields":{"host":"db"'))).toBe(true);
});

test(`${attempts} swaps of columns between random pairs of ${rowCount} rows are all refused`, async () => {
  let refused = 0;
  const refusedOf = new Map<string, number>();
  while (refused < attempts) {
    const first = columns[refused % columns.length] ?? "tag";
    // Of every column the half is swapped alone, the half together with a random choice of others.
    const swapped = swap(first, Math.floor(refused / columns.length) % 2 === 1);
    if (swapped === null) continue;
    await assertClosed(swapped.row, swapped.taken.join("+"));
    refused += 1;
    for (const name of swapped.taken) refusedOf.set(name, (refusedOf.get(name) ?? 0) + 1);
  }
  expect([...refusedOf.keys()].sort()).toEqual([...columns].sort());
  const parts = columns.map((name) => `${name} ${refusedOf.get(name) ?? 0}`).join(", ");
  say(`swapped rows: ${refused} of ${attempts} refused, in ${rowCount} rows of 2 epochs (${parts})`);
}, 120_000);

test("a cut tag, every other nonce length, a cut or longer wrapped key and an encapsulated key off the curve are refused", async () => {
  const [row] = rows;
  if (row === undefined) throw new Error("no row");
  const lengths = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
  const resize = (bytes: Buffer, length: number) => Buffer.concat([bytes, Buffer.alloc(32)]).subarray(0, length);
  const { wrappedDek } = row;
  const withPoint = (point: Buffer) => Buffer.concat([point, wrappedDek.subarray(65)]);
  const firstByte = (byte: number) => withPoint(Buffer.concat([Buffer.from([byte]), wrappedDek.subarray(1, 65)]));
  const damaged: Partial<Row>[] = [
    ...lengths(0, 20).map((length) => ({ tag: resize(row.tag, length) })),
    ...lengths(0, 32).map((length) => ({ iv: resize(row.iv, length) })),
    ...lengths(0, 140).map((length) => ({ wrappedDek: resize(wrappedDek, length) })),
    ...[0, 2, 3, 5, 6, 7, 255].map((byte) => ({ wrappedDek: firstByte(byte) })),
    ...[0, 1, 4, 255].map((byte) => ({ wrappedDek: withPoint(Buffer.alloc(65, byte)) })),
    { wrappedDek: withPoint(Buffer.concat([Buffer.from([4]), Buffer.alloc(64)])) },
    { wrappedDek: withPoint(Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 255)])) },
  ];
  const wrong = damaged.filter((change) => !isDeepStrictEqual({ ...row, ...change }, row));
  expect(damaged.length - wrong.length).toBe(3);
  for (const change of wrong) await assertClosed({ ...row, ...change }, Object.keys(change).join());
  say(`sizes of sealed rows: ${wrong.length} of ${wrong.length} wrong ones refused`);
});
