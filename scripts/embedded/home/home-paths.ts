import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Longest Unix socket path that Linux (107 bytes) and macOS (103) both take. */
const socketPathBytesMax = 103;

/** Where everything of one home lies. */
export type HomePaths = ReturnType<typeof homePaths>;

/** Names the places of a home; makes nothing. `home` is absolute, with its symbolic links resolved. */
export function homePaths(home: string) {
  const inHome = (name: string) => join(home, name);
  const short = join(tmpdir(), `latchkey-${createHash("sha256").update(home).digest("hex").slice(0, 16)}`);
  const isDeep = Buffer.byteLength(join(home, "target/socket/.s.PGSQL.65535.lock")) > socketPathBytesMax;
  return {
    home,
    description: inHome("home.json"),
    settings: inHome("settings.json"),
    secrets: inHome("secrets"),
    kek: inHome("kek"),
    jwks: inHome("idp/jwks.json"),
    mail: inHome("mail"),
    logs: inHome("logs"),
    binaries: inHome("binaries"),
    system: inHome("system"),
    target: inHome("target"),
    cache: inHome("cache"),
    pki: inHome("pki"),
    /** Parent of the sockets when the home's own path is too long for one, else null. */
    shortSockets: isDeep ? short : null,
    systemSocket: isDeep ? join(short, "system") : inHome("system/socket"),
    targetSocket: isDeep ? join(short, "target") : inHome("target/socket"),
    lock: isDeep ? join(short, "supervisor.sock") : inHome("run/supervisor.sock"),
  };
}
