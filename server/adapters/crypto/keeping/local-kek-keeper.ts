import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { AppError } from "#domain/errors/app-error.ts";
import { isLocalKeyId, readPrivateKek, unavailable, type PublicKekFile } from "#server/adapters/crypto/kek-file.ts";
import { createSigningKey } from "#server/adapters/crypto/create-signing-key.ts";
import { kekPaths } from "#server/adapters/crypto/kek-paths.ts";
import type { KekKeeper, Rotation } from "#server/adapters/crypto/keeping/kek-keeper.ts";
import { makeEpoch } from "#server/adapters/crypto/keeping/make-epoch.ts";
import { readEpoch } from "#server/adapters/crypto/keeping/read-epoch.ts";
import { shredFile } from "#server/adapters/crypto/keeping/shred-file.ts";
import { writeKeyFile } from "#server/adapters/crypto/write-key-file.ts";
import { readCurrentKeyId } from "#server/adapters/crypto/read-current-key-id.ts";
import { readDestroyed } from "#server/adapters/crypto/read-destroyed.ts";

const hourMs = 3_600_000;
/** Nothing is destroyed by a visit that comes later after the one before: its clock may be wrong. */
const steadyMs = 36 * hourMs;

/** What the keeper of the local keys goes by. */
export interface KeepingRule {
  /** The longest claim window that grants are sealed for, hours. */
  readonly claimWindowHoursMax: number;
  /** This machine's clock; a test brings its own. */
  readonly now?: () => Date;
}

/**
 * Keeps the local keys under `kekDir`: a new pair each day (UTC), and each pair's private half destroyed when nothing that
 * was sealed to it can still be claimed. With the first pair comes the key that enrolled devices are signed by. Run it as the user that reveal runs as.
 */
export function localKekKeeper(
  kekDir: string,
  { claimWindowHoursMax, now = () => new Date() }: KeepingRule,
): KekKeeper {
  return {
    rotate: (isForced = false) => rotate(kekDir, { now: now(), isForced, claimWindowHoursMax }),
    destroyEpoch: (keyId) => destroyEpoch(kekDir, keyId, now()),
    health: () => assertWhole(kekDir, now()),
  };
}

interface Visit {
  readonly now: Date;
  readonly isForced: boolean;
  readonly claimWindowHoursMax: number;
}

async function rotate(kekDir: string, visit: Visit): Promise<Rotation> {
  const paths = kekPaths(kekDir);
  await mkdir(kekDir, { recursive: true, mode: 0o711 });
  await mkdir(paths.publicDir, { recursive: true, mode: 0o755 });
  await mkdir(paths.privateDir, { recursive: true, mode: 0o700 });
  await createSigningKey(paths.deviceKey, "latchkey/devices", visit.now);
  const existing = await readCurrentKeyId(paths.current);
  // A key that is there and cannot be used is never replaced silently.
  const current = existing === null ? null : await readEpoch(kekDir, existing);
  const isDue = current === null || visit.isForced || isOfEarlierDay(current, visit.now);
  const keyId = isDue ? await makeEpoch(kekDir, visit) : current.keyId;
  const destroyed = (await isSteady(paths.lastKept, visit.now)) ? await destroyOverdue(kekDir, keyId, visit.now) : [];
  await writeKeyFile(paths.lastKept, { at: visit.now.toISOString() }, 0o644);
  return { keyId, isNew: isDue, destroyed };
}

function isOfEarlierDay({ createdAt }: PublicKekFile, now: Date): boolean {
  return createdAt.slice(0, 10) < now.toISOString().slice(0, 10);
}

/** A clock that jumped ahead would destroy what is still needed: the next visit, an hour later, finds it corrected. */
async function isSteady(path: string, now: Date): Promise<boolean> {
  const text = await readFile(path, "utf8").catch(() => null);
  const at: unknown = text === null ? null : (JSON.parse(text) as { at: unknown }).at;
  const passedMs = typeof at === "string" ? now.getTime() - Date.parse(at) : Number.NaN;
  return passedMs >= 0 && passedMs <= steadyMs;
}

async function destroyOverdue(kekDir: string, currentKeyId: string, now: Date): Promise<string[]> {
  const { privateDir, privateKey } = kekPaths(kekDir);
  const keyIds = (await readdir(privateDir)).map((name) => name.replace(/[.]json$/, "")).filter(isLocalKeyId);
  const overdue: string[] = [];
  for (const keyId of keyIds.filter((each) => each !== currentKeyId)) {
    const { destroyAfter, privateKey: scalar } = await readPrivateKek(privateKey(keyId));
    scalar.fill(0);
    // A key that is older than epochs promised no end: its operator ends it.
    if (destroyAfter !== undefined && now.getTime() >= Date.parse(destroyAfter)) overdue.push(keyId);
  }
  for (const keyId of overdue) await destroyEpoch(kekDir, keyId, now);
  return overdue;
}

async function destroyEpoch(kekDir: string, keyId: string, now: Date): Promise<void> {
  const paths = kekPaths(kekDir);
  if (!isLocalKeyId(keyId)) throw new AppError("kek_unavailable", "That is not the id of a local key.");
  if ((await readCurrentKeyId(paths.current)) === keyId) {
    throw new AppError("kek_unavailable", `${keyId} seals now: make a new epoch first (latchkey kek rotate --force).`);
  }
  const known = await readDestroyed(paths.destroyed);
  // From here on nothing opens with it, whatever a crash leaves behind.
  const destroyed = { ...known, [keyId]: known[keyId] ?? now.toISOString() };
  await writeKeyFile(paths.destroyed, { format: 1, destroyed }, 0o400);
  await shredFile(paths.privateKey(keyId));
  await rm(paths.publicKey(keyId), { force: true });
}

async function assertWhole(kekDir: string, now: Date): Promise<void> {
  const paths = kekPaths(kekDir);
  const keyId = await readCurrentKeyId(paths.current);
  if (keyId === null) throw unavailable(paths.current, "is missing");
  const { createdAt } = await readEpoch(kekDir, keyId);
  if (now.getTime() - Date.parse(createdAt) <= 48 * hourMs) return;
  throw new AppError("kek_unavailable", `No epoch was made since ${createdAt}: run latchkey kek rotate every hour.`);
}
