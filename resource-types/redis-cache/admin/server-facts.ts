import { AppError } from "#domain/errors/app-error.ts";

/** What the server says about itself. */
export interface ServerFacts {
  /** For people, e.g. `Redis 7.2.4` or `Valkey 8.1.0`. */
  readonly server: string;
  /** Version of Redis that it is or is compatible with, as 702 for 7.2. */
  readonly version: number;
  /** Zero when nothing bounds the server's memory. */
  readonly maxmemoryBytes: number;
  readonly maxmemoryPolicy: string;
}

const oldestVersion = 700;

/**
 * Reads the answer to INFO.
 *
 * @throws backend_refused for a server that is too old, a cluster, or a replica
 */
export function readServerFacts(info: string): ServerFacts {
  const fields = new Map(
    info.split(/\r?\n/).flatMap((line) => {
      const at = line.indexOf(":");
      return at > 0 && !line.startsWith("#") ? [[line.slice(0, at), line.slice(at + 1)] as const] : [];
    }),
  );
  const redisVersion = fields.get("redis_version") ?? "0.0.0";
  const [major = 0, minor = 0] = redisVersion.split(".").map(Number);
  const valkey = fields.get("valkey_version");
  const server = valkey === undefined ? `Redis ${redisVersion}` : `Valkey ${valkey}`;
  const version = major * 100 + minor;
  if (version < oldestVersion) throw new AppError("backend_refused", `${server} is older than Redis 7.`);
  if (fields.get("cluster_enabled") === "1") {
    throw new AppError("backend_refused", `${server} runs as a cluster, whose nodes do not share their users.`);
  }
  if (fields.get("role") !== "master") {
    throw new AppError("backend_refused", "The cache server is a replica. Name its primary in the admin secret.");
  }
  return {
    server,
    version,
    maxmemoryBytes: Number(fields.get("maxmemory") ?? 0),
    maxmemoryPolicy: fields.get("maxmemory_policy") ?? "unknown",
  };
}
