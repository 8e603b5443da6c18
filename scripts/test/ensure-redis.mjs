import { LaunchError } from "../launcher/launch-error.mjs";
import { installByApt, onPath } from "./install-by-apt.mjs";

/**
 * Makes sure that the tests of caches and of the queue find a Redis or Valkey; installs Debian's Redis through apt-get
 * where there is none and we may. Elsewhere they are not run, and it says so.
 *
 * @param {(sentence: string) => void} tell
 * @returns {Promise<void>}
 * @throws {LaunchError} with one sentence, in continuous integration only
 */
export async function ensureRedis(tell) {
  const isThere = () => onPath("redis-server") !== null || onPath("valkey-server") !== null;
  if (isThere()) return;
  await installByApt("redis-server", tell);
  if (isThere()) return;
  const cure = "install Redis or Valkey, 7.0 or newer (on Debian: apt-get install redis-server)";
  if (process.env.CI) throw new LaunchError(`The tests of caches need a server: ${cure}.`);
  tell(`The tests of caches and of the queue on Redis are not run: ${cure} to run them.`);
}
