import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openDatabase } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { openSwitchProxy } from "#tests/harness/switch-proxy.ts";
import { targetAdminUrl } from "#tests/harness/target.ts";
import { openTestServer } from "#tests/harness/test-server.ts";

/** The back end of the shipped catalog that the target stands for. */
export const breakable = "embedded-postgres";

/** A test server whose way to the target can be taken away and given back. */
export async function openBreakableServer(env: Record<string, string> = {}) {
  const server = await openTestServer(env);
  const target = new URL(targetAdminUrl());
  const proxy = await openSwitchProxy(Number(target.port), target.hostname);
  target.hostname = "127.0.0.1";
  target.port = String(proxy.port);
  const secretFile = join(server.home, "secrets/target-admin-url");
  const setSecret = async (url: string) => {
    await chmod(secretFile, 0o600);
    await writeFile(secretFile, url);
  };
  await setSecret(target.href);
  const admin = openDatabase(server.ledger.url, { name: "latchkey test" });
  onTestFinished(async () => {
    await admin.close();
    await proxy.close();
  });
  return {
    ...server,
    proxy,
    /** The superuser's on the ledger, for looking behind the scenes. */
    admin,
    /** The admin URL through the proxy. */
    adminUrl: target.href,
    setSecret,
    health: async () => {
      const [row] = await admin.query<{
        isOpen: boolean;
        probes: number;
        isPaused: boolean;
        reason: string | null;
      }>(sql`
        SELECT opened_at IS NOT NULL AS "isOpen", probes, paused_at IS NOT NULL AS "isPaused", pause_reason AS reason
        FROM backend_health WHERE name = ${breakable}`);
      return row ?? { isOpen: false, probes: 0, isPaused: false, reason: null };
    },
    /** Lets the time until the next look, and until every step is due, pass. */
    passTime: async () => {
      await admin.query(sql`UPDATE backend_health SET probe_at = now() - interval '1 ms' WHERE opened_at IS NOT NULL`);
      await admin.query(sql`UPDATE steps SET due_at = now() - interval '1 ms' WHERE state = 'pending'`);
    },
  };
}
