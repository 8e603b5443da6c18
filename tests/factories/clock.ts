import type { SubmitBody } from "#domain/contracts/request.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { executeRun } from "#server/runs/execute-run.ts";
import { startCredentialRun } from "#server/runs/start-credential-run.ts";
import { startReleaseRun } from "#server/runs/start-release-run.ts";
import type { PersonaName, TestServer } from "#tests/harness/test-server.ts";

/** Builds a thing for somebody, approved by rows where a person had to; gives the id of the resource. */
export async function buildFor(
  server: TestServer,
  name: PersonaName,
  change: Partial<SubmitBody> = {},
): Promise<string> {
  const { id } = await server.submit(name, change);
  await server.build(id);
  return (await showRequest(server.web, await server.actor(name), id)).resource?.id ?? "";
}

/** Moves the end of a resource to so long from now, as PostgreSQL spells an interval. */
export async function moveEnd(server: TestServer, id: string, left: string): Promise<void> {
  await server.worker.ctx.db.query(
    sql`UPDATE resources SET expires_at = clock_timestamp() + ${left}::interval WHERE id = ${id}`,
  );
}

/** Does, as the worker would, whatever a resource needs until nothing is left to do. */
export async function finishRuns(server: TestServer, id: string): Promise<void> {
  for (;;) {
    const run = (await startReleaseRun(server.worker, id)) ?? (await startCredentialRun(server.worker, id));
    if (run === null) return;
    const pause = await executeRun(server.worker, run);
    if (pause.kind !== "over") throw new Error(`The run ${run} waits.`);
  }
}

/** Gives the addresses of all who were sent a message, in the order they were. */
export async function toldOf(server: TestServer, template: string): Promise<readonly string[]> {
  const rows = await server.worker.ctx.db.query<{ email: string }>(sql`
    SELECT p.email FROM notifications n JOIN principals p ON p.id = n.recipient_id WHERE n.template = ${template}
    ORDER BY n.created_at, p.email`);
  return rows.map(({ email }) => email);
}
