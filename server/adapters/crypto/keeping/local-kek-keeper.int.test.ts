import { cp, mkdtemp, open as openFile, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { generatePassword } from "#domain/credentials/generate-password.ts";
import { localKekKeeper } from "#server/adapters/crypto/keeping/local-kek-keeper.ts";
import { createOpener, type Opener } from "#server/adapters/crypto/opening/create-opener.ts";
import { localKekOpener } from "#server/adapters/crypto/opening/local-kek-opener.ts";
import type { PayloadBinding, SealedPayload } from "#domain/credentials/payload-binding.ts";
import { createSealer } from "#server/adapters/crypto/sealing/create-sealer.ts";
import { say } from "#tests/contract-suite/say.ts";

const hourMs = 3_600_000;
const claimWindowHoursMax = 72;
// The opener goes by the real clock: the tests end today.
const today = Date.now();

let root: string;
let kekDir: string;
let clockMs: number;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "latchkey-keeper-"));
  kekDir = join(root, "kek");
  clockMs = today;
});
afterEach(() => rm(root, { recursive: true }));

const keeper = () => localKekKeeper(kekDir, { claimWindowHoursMax, now: () => new Date(clockMs) });
const privateKeys = async () => (await readdir(join(kekDir, "private"))).filter((name) => name.startsWith("local-"));

/** Visits every hour, as the timer does, and gives what happened. */
async function visitFor(hours: number) {
  const visits = [];
  for (let passed = 0; passed < hours; passed++) {
    visits.push({ at: clockMs, ...(await keeper().rotate()) });
    clockMs += hourMs;
  }
  return visits;
}

function bindingUntil(expiresAt: Date): PayloadBinding {
  const recipient = { issuer: "https://issuer.example", subject: "dana" };
  return { grantId: "gr", resourceId: "res", generation: 1, recipient, expiresAt, classification: "internal" };
}

function sealUntil(expiresAt: Date): Promise<SealedPayload> {
  const fields = { password: generatePassword() };
  return createSealer(kekDir).seal({ fields, layout: { fields: [] } }, bindingUntil(expiresAt));
}

const open = (opener: Opener, payload: SealedPayload, until: Date) =>
  opener.open(payload, bindingUntil(until), async () => "opened");

describe("a key each day", () => {
  test("ten days of hourly visits make eleven keys at most, one at midnight UTC, and keep five days of them", async () => {
    clockMs = today - 10 * 24 * hourMs;
    const visits = await visitFor(240);
    const made = visits.filter(({ isNew }) => isNew);
    const days = made.map(({ at }) => new Date(at).toISOString().slice(0, 10));
    expect(new Set(days).size).toBe(made.length);
    expect([10, 11]).toContain(made.length);
    const destroyed = visits.flatMap((visit) => visit.destroyed);
    const kept = await privateKeys();
    expect(kept.length + destroyed.length).toBe(made.length);
    // The day it seals, three days of claim window, one day more; then the visit that ends it.
    expect(kept.length).toBeLessThanOrEqual(6);
    const list = JSON.parse(await readFile(join(kekDir, "private/destroyed.json"), "utf8"));
    expect(Object.keys(list.destroyed).sort()).toEqual([...destroyed].sort());
    say(`epochs: ${made.length} keys made in 240 hourly visits, ${destroyed.length} destroyed, ${kept.length} left`);
  });

  test("no key is destroyed before what was sealed to it, at its very end, can no longer be claimed", async () => {
    clockMs = today - 20 * 24 * hourMs;
    const lastSealMs = new Map<string, number>();
    let destroyed = 0;
    for (let hour = 0; hour < 480; hour++) {
      const visit = await keeper().rotate();
      for (const keyId of visit.destroyed) {
        const endMs = (lastSealMs.get(keyId) ?? Infinity) + claimWindowHoursMax * hourMs;
        expect(clockMs - endMs).toBeGreaterThanOrEqual(22 * hourMs);
        destroyed += 1;
      }
      clockMs += hourMs;
      const until = new Date(clockMs + claimWindowHoursMax * hourMs);
      lastSealMs.set((await sealUntil(until)).keyId, clockMs);
    }
    expect(destroyed).toBeGreaterThan(10);
  });

  test("two keepers at the same moment leave one key that seals and opens", async () => {
    await Promise.all([keeper().rotate(), keeper().rotate()].map((visit) => visit.catch(() => null)));
    await keeper().rotate();
    await createSealer(kekDir).health();
    await createOpener(kekDir).health();
    await expect(keeper().health()).resolves.toBeUndefined();
  });

  test("a new key is found by a sealer and an opener that are running", async () => {
    await keeper().rotate();
    const [sealer, opener] = [createSealer(kekDir), createOpener(kekDir)];
    const until = new Date(clockMs + hourMs);
    const seal = () => sealer.seal({ fields: { a: "b" }, layout: { fields: [] } }, bindingUntil(until));
    const first = await seal();
    const { keyId } = await keeper().rotate(true);
    const second = await seal();
    expect([first.keyId === keyId, second.keyId]).toEqual([false, keyId]);
    expect(await Promise.all([first, second].map((payload) => open(opener, payload, until)))).toEqual([
      "opened",
      "opened",
    ]);
  });
});

describe("the keeper is late, or its clock is wrong", () => {
  test("nothing is sealed to a key that may be gone before the claim window ends", async () => {
    clockMs = today - 3 * 24 * hourMs;
    await keeper().rotate();
    const full = new Date(today + claimWindowHoursMax * hourMs);
    await expect(sealUntil(full)).rejects.toMatchObject({
      code: "kek_unavailable",
      message: expect.stringMatching(
        /may be destroyed from .+ on, before this claim window ends: run latchkey kek rot/,
      ),
    });
    await expect(sealUntil(new Date(today + 24 * hourMs))).resolves.toMatchObject({ alg: expect.any(String) });
    await expect(keeper().health()).resolves.toBeUndefined();
    clockMs = today;
    await expect(keeper().health()).rejects.toMatchObject({ message: expect.stringContaining("every hour") });
    await keeper().rotate();
    await expect(sealUntil(full)).resolves.toMatchObject({ version: 1 });
  });

  test("a clock that jumps a month ahead destroys nothing, and nothing after it was set right", async () => {
    await visitFor(3);
    const before = await privateKeys();
    clockMs += 30 * 24 * hourMs;
    expect((await keeper().rotate()).destroyed).toEqual([]);
    clockMs = today + 4 * hourMs;
    expect((await visitFor(3)).flatMap(({ destroyed }) => destroyed)).toEqual([]);
    expect(await privateKeys()).toEqual(expect.arrayContaining(before));
  });

  test("after a week off the first visit makes a key, the second destroys the old ones", async () => {
    clockMs = today - 7 * 24 * hourMs;
    const { keyId } = await keeper().rotate();
    clockMs = today;
    expect((await keeper().rotate()).destroyed).toEqual([]);
    clockMs += hourMs;
    expect((await keeper().rotate()).destroyed).toEqual([keyId]);
  });
});

describe("a destroyed epoch", () => {
  test("is overwritten, removed and remembered; the key that seals is not destroyed", async () => {
    const { keyId: current } = await keeper().rotate();
    await expect(keeper().destroyEpoch(current)).rejects.toMatchObject({
      message: expect.stringContaining("seals now"),
    });
    const { keyId } = await keeper().rotate(true);
    const path = join(kekDir, "private", `${current}.json`);
    const { privateKey } = JSON.parse(await readFile(path, "utf8"));
    // A file that is removed while it is open can still be read: this is what is left on the disk.
    const remains = await openFile(path, "r");
    await keeper().destroyEpoch(current);
    await keeper().destroyEpoch(current);
    const bytes = await remains.readFile();
    await remains.close();
    expect(bytes.length).toBeGreaterThan(200);
    expect(bytes.includes(privateKey) || bytes.includes("format")).toBe(false);
    expect(await privateKeys()).toEqual([`${keyId}.json`]);
    await expect(keeper().destroyEpoch("../../etc/passwd")).rejects.toMatchObject({ code: "kek_unavailable" });
    await createOpener(kekDir).health();
  });

  test("opens nothing of a backup of the ledger, with the old files brought back or with the whole old directory", async () => {
    clockMs = today - 9 * 24 * hourMs;
    const { keyId } = await keeper().rotate();
    const until = new Date(clockMs + claimWindowHoursMax * hourMs);
    // What a backup of the ledger holds, and one of the keys beside it.
    const backup = await Promise.all(Array.from({ length: 200 }, () => sealUntil(until)));
    const backupOfKeys = join(root, "backup");
    await cp(kekDir, backupOfKeys, { recursive: true });
    const opener = createOpener(kekDir);
    const outcomes = async () =>
      Promise.all(
        backup.map((payload) => open(opener, payload, until).catch(({ details }) => details.state as string)),
      );
    const early = localKekOpener(kekDir, () => clockMs);
    await expect(early.health(keyId)).resolves.toBeUndefined();
    clockMs += hourMs;
    await visitFor(24 * 6);
    expect(await privateKeys()).not.toContain(`${keyId}.json`);
    const figures = new Map<string, number>();
    const count = async (what: string) => {
      const states = await outcomes();
      expect(new Set(states)).toEqual(new Set(["key_destroyed"]));
      figures.set(what, states.filter((state) => state === "opened").length);
    };
    await count("with the key destroyed");
    for (const side of ["private", "public"]) {
      await cp(join(backupOfKeys, side, `${keyId}.json`), join(kekDir, side, `${keyId}.json`));
    }
    await count("with its files brought back");
    await rm(kekDir, { recursive: true });
    await cp(backupOfKeys, kekDir, { recursive: true });
    await count("with the whole old directory");
    say(`restored ledger: ${[...figures].map(([what, opened]) => `${opened} of 200 opened ${what}`).join(", ")}`);
  });

  test("a key file that was lost is not taken for destroyed: it may come back", async () => {
    const { keyId } = await keeper().rotate();
    const until = new Date(clockMs + hourMs);
    const payload = await sealUntil(until);
    await keeper().rotate(true);
    await rm(join(kekDir, "private", `${keyId}.json`));
    await expect(open(createOpener(kekDir), payload, until)).rejects.toMatchObject({ code: "kek_unavailable" });
  });

  test("a list of destroyed keys that cannot be read opens nothing", async () => {
    await keeper().rotate();
    await writeFile(join(kekDir, "private/destroyed.json"), "{}");
    await expect(createOpener(kekDir).health()).rejects.toMatchObject({ code: "kek_unavailable" });
  });

  test("a running opener forgets it at its next look", async () => {
    const { keyId } = await keeper().rotate();
    const until = new Date(clockMs + hourMs);
    const payload = await sealUntil(until);
    const opener = createOpener(kekDir);
    expect(await open(opener, payload, until)).toBe("opened");
    await keeper().rotate(true);
    await keeper().destroyEpoch(keyId);
    await opener.health();
    await expect(open(opener, payload, until)).rejects.toMatchObject({ code: "gone" });
  });
});
