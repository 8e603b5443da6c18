import { createHash } from "node:crypto";
import { chown, readFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheAdmin, type CacheServer } from "#scripts/embedded/cache/cache-server.ts";
import { writeWhole } from "#scripts/embedded/home/write-whole.ts";

/** What the worker's user may do: what the runbook of redis-cache lists. */
export const adminRules =
  "~* -@all +acl|users +acl|getuser +acl|setuser +acl|deluser +acl|save +acl|dryrun +config|rewrite +client|list " +
  "+client|kill +client|setname +client|id +info +scan +unlink +memory|usage +multi +exec +discard";

/**
 * Nobody signs in as it, and as it the server reads its own log back: without rights, a transaction in the log would keep
 * it from starting.
 */
const nobody = "user default off resetpass ~* &* +@all";

/** Bounds what people's caches take of the machine; the least used keys go first. */
const memoryMegabytes = 256;

/** Writes the server's configuration and its users, for a server that does not run: the tenants stay, the admin is set. */
export async function writeCacheFiles(server: CacheServer): Promise<void> {
  const users = join(server.directory, "users.acl");
  const kept = (await readFile(users, "utf8").catch(() => "")).split("\n").filter(isTenant);
  const hash = createHash("sha256").update(server.password).digest("hex");
  const lines = [nobody, `user ${cacheAdmin} on #${hash} resetchannels ${adminRules}`, ...kept];
  await writeOwn(server, users, `${lines.join("\n")}\n`);
  await writeOwn(server, join(server.directory, "server.conf"), configuration(server));
}

function isTenant(line: string): boolean {
  const name = /^user (\S+) /.exec(line)?.[1];
  return name !== undefined && name !== "default" && name !== cacheAdmin;
}

function configuration({ directory, port }: CacheServer): string {
  const inDirectory = (name: string) => JSON.stringify(join(directory, name));
  return `bind 127.0.0.1
port ${port}
daemonize yes
pidfile ${inDirectory("server.pid")}
logfile ${inDirectory("server.log")}
dir ${inDirectory("data")}
aclfile ${inDirectory("users.acl")}
databases 1
appendonly yes
save ""
maxmemory ${memoryMegabytes}mb
maxmemory-policy allkeys-lru
`;
}

async function writeOwn({ user }: CacheServer, path: string, text: string): Promise<void> {
  await writeWhole(path, text, 0o600);
  if (user) await chown(path, user.uid, user.gid);
}
