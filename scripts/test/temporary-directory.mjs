import { accessSync, constants, readFileSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";

const inMemory = "/dev/shm";
const gibibyte = 1024 ** 3;
/** What the databases of a test run grow to and more; and what the tests themselves take beside it. */
const spaceMin = 8 * gibibyte;
const memoryMin = 12 * gibibyte;

/**
 * Gives the directory below which tests keep what they throw away: one that is memory where the machine has plenty of it,
 * else the system's. A PostgreSQL database is made there in a tenth of the time. Full counts make thousands, on disk.
 *
 * @returns {string}
 */
export function temporaryDirectory() {
  return hasRoomInMemory() ? inMemory : tmpdir();
}

function hasRoomInMemory() {
  const { TMPDIR, FULL_COUNTS } = process.env;
  if (TMPDIR !== undefined || FULL_COUNTS === "1" || process.availableMemory() < memoryMin) return false;
  try {
    accessSync(inMemory, constants.W_OK);
    const { bavail, bsize } = statfsSync(inMemory);
    const mount = readFileSync("/proc/mounts", "utf8")
      .split("\n")
      .find((line) => line.split(" ")[1] === inMemory);
    // Tests run small programs of their own from there.
    return bavail * bsize >= spaceMin && mount !== undefined && !mount.split(" ")[3].split(",").includes("noexec");
  } catch {
    return false;
  }
}
