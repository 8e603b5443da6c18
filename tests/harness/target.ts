import { inject } from "vitest";
import { join } from "node:path";
import "#tests/harness/harness-context.ts";

/**
 * Gives the superuser's connection string (loopback TCP, database `postgres`) of the cluster that stands for what
 * people get. All test files share it: use unique names, count only your own objects.
 */
export function targetAdminUrl(): string {
  return inject("latchkeyHarness").target.adminUrl;
}

/** Gives the path of the target server's log, in which tests look for what must not be there. */
export function targetServerLog(): string {
  return join(inject("latchkeyHarness").target.directory, "server.log");
}
