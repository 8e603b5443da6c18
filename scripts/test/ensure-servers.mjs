import { existsSync } from "node:fs";
import { LaunchError } from "../launcher/launch-error.mjs";
import { installByApt, onPath } from "./install-by-apt.mjs";

/** What tests start servers of their own from. */
const servers = [
  {
    tests: "The tests of caches and of the queue on Redis",
    programs: ["redis-server", "valkey-server"],
    debian: "redis-server",
    cure: "install Redis or Valkey, 7.0 or newer (on Debian: apt-get install redis-server)",
  },
  {
    tests: "The tests of MariaDB databases",
    programs: ["mariadbd"],
    debian: "mariadb-server",
    cure: "install MariaDB, 10.6 or newer (on Debian: apt-get install mariadb-server)",
  },
  {
    tests: "The tests of RabbitMQ virtual hosts",
    programs: ["rabbitmq-server"],
    debian: "rabbitmq-server",
    cure: "install RabbitMQ, 3.10 or newer (on Debian: apt-get install rabbitmq-server)",
  },
];

/**
 * Makes sure that the tests of back ends find their servers; installs Debian's through apt-get where one is missing and we
 * may. Elsewhere those tests are not run, and it says so.
 *
 * @param {(sentence: string) => void} tell
 * @returns {Promise<void>}
 * @throws {LaunchError} with one sentence, in continuous integration only
 */
export async function ensureServers(tell) {
  for (const { tests, programs, debian, cure } of servers) {
    const isThere = () => programs.some((name) => onPath(name) !== null || existsSync(`/usr/sbin/${name}`));
    if (isThere()) continue;
    await installByApt(debian, tell);
    if (isThere()) continue;
    if (process.env.CI) throw new LaunchError(`${tests} need a server: ${cure}.`);
    tell(`${tests} are not run: ${cure} to run them.`);
  }
}
