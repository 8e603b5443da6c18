import { onTestFinished } from "vitest";
import type { Actor } from "#domain/access/actor.ts";
import type { AppError } from "#domain/errors/app-error.ts";
import { openDatabase } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { breakGlass } from "#server/break-glass/break-glass.ts";
import { showEmergency } from "#server/break-glass/show-emergency.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { showResource } from "#server/resources/show-resource.ts";
import { executeRun } from "#server/runs/execute-run.ts";
import { startProvisionRun } from "#server/runs/start-provision-run.ts";
import { seeCredentials } from "#tests/harness/seen-credentials.ts";
import { tendResource } from "#tests/harness/tend-resource.ts";
import { openTestServer, type PersonaName } from "#tests/harness/test-server.ts";

const names = ["dana", "lee", "noor", "priya", "omar", "sam", "ava", "rae"] as const satisfies readonly PersonaName[];

const said = { reason: "The primary does not answer.", incident: "INC-1" };

/** A plan that asks the platform team, as JSON. */
export const platformPlan = '[{"groups": ["platform"], "quorum": 1, "deadlineHours": 72}]';

/** A resource of dana's on the target whose credential she has confirmed; every persona has signed in once. */
export async function openHeldResource(env: Record<string, string> = {}) {
  const server = await openTestServer(env);
  const actors = {} as Record<(typeof names)[number], Actor>;
  for (const name of names) actors[name] = await server.actor(name);
  const admin = openDatabase(server.ledger.url, { name: "latchkey test" });
  onTestFinished(() => admin.close());
  const seen = seeCredentials(server.worker);
  const { id: requestId } = await server.submit("dana");
  await executeRun(seen.worker, (await startProvisionRun(seen.worker, requestId)) ?? "");
  const resourceId = (await showRequest(server.web, actors.dana, requestId)).resource?.id ?? "";
  const confirm = (...generations: number[]) =>
    admin.query(sql`UPDATE grants SET state = 'confirmed', revealed_at = now()
      WHERE resource_id = ${resourceId} AND generation = ANY(${generations})`);
  await confirm(1);
  return {
    ...actors,
    actors,
    server,
    web: server.web,
    worker: seen.worker,
    seen,
    /** The superuser's, for looking behind the scenes. */
    admin,
    requestId,
    resourceId,
    tend: (worker = seen.worker) => tendResource(worker, resourceId),
    confirm,
    /** Lets the time pass in which what a newer credential has overtaken may be used, and ends it. */
    passDrain: async () => {
      await admin.query(
        sql`UPDATE grants SET drain_until = now() - interval '1 ms' WHERE drain_until IS NOT NULL AND ended_at IS NULL`,
      );
      await tendResource(seen.worker, resourceId);
    },
    resource: () => showResource(server.web, actors.dana, resourceId),
    grants: async () => (await showResource(server.web, actors.dana, resourceId)).grants,
    breakGlass: (actor: Actor, change: object = {}) =>
      breakGlass(server.web, actor, { ...said, ...change, id: resourceId }).then(({ emergency }) => emergency),
    emergency: (id: string) => showEmergency(server.web, actors.priya, id),
    /** Lets the time of every emergency pass. */
    passEmergencies: () => admin.query(sql`UPDATE emergencies SET until = activated_at WHERE state = 'active'`),
    /** Who was sent a message of this kind, by name. */
    told: async (template: string) => {
      const rows = await admin.query<{ name: string }>(sql`
        SELECT p.subject AS name FROM notifications n JOIN principals p ON p.id = n.recipient_id
        WHERE template = ${template} ORDER BY 1`);
      return rows.map(({ name }) => name);
    },
  };
}

/** The refusal of a call; fails where nothing is refused. */
export async function refusalOf(call: Promise<unknown>): Promise<AppError> {
  const error = await call.then(
    () => null,
    (caught: unknown) => caught as AppError,
  );
  if (error === null) throw new Error("nothing was refused");
  return error;
}

/** The code of it. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  return (await refusalOf(call)).code;
}
