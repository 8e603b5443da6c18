import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "./root.mjs";

/**
 * Runs `work` while no other launcher of this clone does: two instances started at once install and build once.
 *
 * A lock whose owner died is broken.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(work) {
  const name = createHash("sha256").update(`${root} ${process.getuid?.()}`).digest("hex").slice(0, 16);
  const lock = join(tmpdir(), `latchkey-launch-${name}`);
  while (!tryLock(lock)) await sleep(200);
  const release = () => rmSync(lock, { recursive: true, force: true });
  process.once("exit", release);
  try {
    return await work();
  } finally {
    release();
    process.off("exit", release);
  }
}

/** The lock is a directory that names its owner from the moment it is there: it is made beside and renamed. */
function tryLock(lock) {
  const mine = `${lock}.${process.pid}`;
  mkdirSync(mine, { recursive: true });
  writeFileSync(join(mine, "pid"), String(process.pid));
  try {
    renameSync(mine, lock);
    return true;
  } catch (error) {
    rmSync(mine, { recursive: true, force: true });
    if (!["EEXIST", "ENOTEMPTY", "EPERM"].includes(error.code)) throw error;
    if (!ownerLives(lock)) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

function ownerLives(lock) {
  try {
    process.kill(Number(readFileSync(join(lock, "pid"), "utf8")), 0);
    return true;
  } catch (error) {
    return error.code === "EPERM" || error.code === "EACCES";
  }
}
