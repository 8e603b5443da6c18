import type { Redis } from "ioredis";

/** What a server says about itself. */
export interface RedisServerFacts {
  /** Such as `Valkey 8.1.4`. */
  readonly name: string;
  /** What it does when its memory is full; anything but `noeviction` throws jobs away. */
  readonly maxmemoryPolicy: string;
}

/** Asks the server what it is. @throws what the client throws when it does not answer or does not let us ask */
export async function readRedisServer(client: Redis): Promise<RedisServerFacts> {
  const info = await client.info();
  const read = (field: string) => new RegExp(`^${field}:(.*)$`, "m").exec(info)?.[1]?.trim();
  const valkey = read("valkey_version");
  const name = valkey === undefined ? `Redis ${read("redis_version") ?? "of an unknown version"}` : `Valkey ${valkey}`;
  return { name, maxmemoryPolicy: read("maxmemory_policy") ?? "unknown" };
}
