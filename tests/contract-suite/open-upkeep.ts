import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import type { Catalog } from "#domain/catalog/catalog.ts";
import type { ResourceIdentity } from "#domain/provisioning/resource-type.ts";
import { openDatabase } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { claimLooks } from "#server/reconcile/claim-looks.ts";
import { listOrphans } from "#server/reconcile/list-orphans.ts";
import { lookAtResource } from "#server/reconcile/look-at-resource.ts";
import { claimSurveys, surveyBackend } from "#server/reconcile/survey-backends.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { submitRequest } from "#server/requests/submit-request.ts";
import { executeRun } from "#server/runs/execute-run.ts";
import { startProvisionRun } from "#server/runs/start-provision-run.ts";
import type { ContractCase } from "#tests/contract-suite/contract-case.ts";
import { tendResource } from "#tests/harness/tend-resource.ts";
import { openTestServer, sampleBody } from "#tests/harness/test-server.ts";

/** Name of the only back end of the installation. */
export const upkeepBackend = "contract";

/** An installation whose only back end is the target of a contract run; nobody else uses it while a test runs. */
export async function openUpkeep({ type, target, parameters, asked }: ContractCase) {
  const server = await openTestServer();
  const admin = openDatabase(server.ledger.url, { name: "latchkey test" });
  onTestFinished(() => admin.close());
  const { adminSecret, settings } = target().openBackend();
  const adminSecretFile = join(server.home, "secrets/contract");
  await writeFile(
    adminSecretFile,
    adminSecret.use((bytes) => Buffer.from(bytes)),
    { mode: 0o400 },
  );
  const within = (catalog: Catalog): Catalog => {
    const environments = [...catalog.environments.keys()];
    const place = { environments, regions: ["local"], adminSecretFile, connect: null, settings };
    const teams = [...catalog.teams].map(([id, team]) => [id, { ...team, zones: [`${id}.test`] }] as const);
    return {
      ...catalog,
      teams: new Map(teams),
      backends: new Map([[upkeepBackend, { name: upkeepBackend, type: type.id, ...place }]]),
    };
  };
  const web = { ...server.web, catalog: within(server.web.catalog) };
  const ctx = { ...server.worker.ctx, catalog: within(server.worker.ctx.catalog) };
  const worker = { ...server.worker, ctx };
  const [dana, priya] = [await server.actor("dana"), await server.actor("priya")];
  await claimSurveys(worker);
  return {
    admin,
    worker,
    web,
    priya,
    survey: () => surveyBackend(worker, upkeepBackend),
    /** Those of one resource that are not ended. */
    orphansOf: async (resourceId: string) =>
      (await listOrphans(web, priya, {})).items.filter((orphan) => orphan.resourceId === resourceId),
    /** Builds one as dana asks for it; gives the resource's id. */
    build: async () => {
      const template = [...ctx.catalog.templates.values()].find(({ resourceType }) => resourceType === type.id);
      const chosen = Object.entries(parameters).filter(([name]) => name in (template?.parameters.properties ?? {}));
      const body = sampleBody({ template: template?.id ?? "", parameters: asked ?? Object.fromEntries(chosen) });
      const { request } = await submitRequest(web, dana, { body, idempotencyKey: null });
      expect(request.state, JSON.stringify(request.decision.trace)).toBe("approved");
      await executeRun(worker, (await startProvisionRun(worker, request.id)) ?? "");
      const built = await showRequest(web, dana, request.id);
      expect(built.state, JSON.stringify(built)).toBe("fulfilled");
      return built.resource?.id ?? "";
    },
    /** What its type is called with, for the first generation of its credential. */
    subjectOf: async (resourceId: string) => {
      const [row] = await admin.query<
        Omit<ResourceIdentity, "resourceId" | "generation"> & { parameters: unknown }
      >(sql`
        SELECT request_id AS "requestId", name, team, environment, parameters FROM resources WHERE id = ${resourceId}`);
      if (row === undefined) throw new Error("There is no such resource.");
      const { parameters: stored, ...identity } = row;
      return { identity: { ...identity, resourceId, generation: 1 }, parameters: type.parameters.parse(stored) };
    },
    /** Freezes it, as when its time is over, to the end of the run that ends every access. */
    freeze: async (resourceId: string) => {
      await admin.query(sql`UPDATE resources SET state = 'frozen' WHERE id = ${resourceId}`);
      await tendResource(worker, resourceId);
    },
    /** The scheduled look at it, and whatever its credentials need then. */
    look: async (resourceId: string) => {
      await claimLooks(ctx.db, {});
      await lookAtResource(worker, resourceId);
      await tendResource(worker, resourceId);
    },
    actionsOf: async (resourceId: string) => {
      const rows = await admin.query<{ action: string }>(sql`
        SELECT text::jsonb ->> 'action' AS action FROM audit_events WHERE stream = ${`resource:${resourceId}`} ORDER BY seq`);
      return rows.map(({ action }) => action);
    },
    /** Makes the ledger believe that it was destroyed an hour ago. */
    forget: (resourceId: string) =>
      admin.query(sql`UPDATE resources SET state = 'destroyed', destroyed_at = now() - interval '1 hour'
        WHERE id = ${resourceId}`),
    /** Lets the time pass for which an orphan is kept blocked. */
    passQuarantine: () =>
      admin.query(sql`UPDATE orphans SET delete_after = now() - interval '1 ms', due_at = now() - interval '1 ms'`),
  };
}
