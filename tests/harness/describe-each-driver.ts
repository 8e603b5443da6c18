import { afterAll, beforeAll, describe } from "vitest";
import { findRedisBinary, startRedisServer, type RedisServer } from "#tests/harness/redis-server.ts";
import type { TestServer } from "#tests/harness/test-server.ts";

/** Gives the `REDIS_URL` for a test server's jobs, with a prefix of its own; undefined means PostgreSQL. */
export type RedisUrlOf = (server: TestServer) => string | undefined;

/**
 * Describes the same tests once for each driver of the queue. Without a redis-server on the machine those on Redis are
 * skipped, and where `CI` is set they fail.
 */
export function describeEachDriver(title: string, define: (redisUrl: RedisUrlOf) => void): void {
  describe(`${title}, with the queue on PostgreSQL`, () => {
    define(() => undefined);
  });
  describe.skipIf(findRedisBinary() === null)(`${title}, with the queue on Redis`, () => {
    let redis: RedisServer;
    beforeAll(async () => {
      redis = await startRedisServer();
    });
    afterAll(() => redis.remove());
    define((server) => `${redis.url}?prefix=${server.ledger.name}`);
  });
}
