import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./root.mjs";

/**
 * Does `work` unless it was done for this very digest; a failed or killed run counts as not done.
 *
 * @param {string} path of the stamp file, relative to the clone
 * @param {string} digest of everything that `work` depends on
 * @param {() => Promise<void>} work
 * @returns {Promise<boolean>} true when it had to be done
 */
export async function oncePerDigest(path, digest, work) {
  const stamp = join(root, path);
  if (readStamp(stamp) === digest) return false;
  rmSync(stamp, { force: true });
  await work();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, digest);
  return true;
}

function readStamp(stamp) {
  try {
    return readFileSync(stamp, "utf8");
  } catch {
    return null;
  }
}
