import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createClaimKey } from "#domain/credentials/create-claim-key.ts";
import { openLease } from "#domain/leases/open-lease.ts";
import { Secret } from "#domain/credentials/secret.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { createLease } from "#server/leases/create-lease.ts";
import { showLease } from "#server/leases/show-lease.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { rotateResource } from "#server/resources/reissue-resource.ts";
import { releaseResource } from "#server/resources/release-resource.ts";
import { showResource } from "#server/resources/show-resource.ts";
import { executeRun } from "#server/runs/execute-run.ts";
import type { RunServices } from "#server/runs/run-services.ts";
import { startProvisionRun } from "#server/runs/start-provision-run.ts";
import { startReleaseRun } from "#server/runs/start-release-run.ts";
import type { DeliveredFields } from "#tests/contract-suite/contract-target.ts";
import { loginToMariadb, refusalOf } from "#tests/contract-suite/mariadb-tenant.ts";
import { copyCatalog } from "#tests/harness/catalog-copy.ts";
import { findMariadbBinaries, startMariadbServer } from "#tests/harness/mariadb-server.ts";
import { tendResource } from "#tests/harness/tend-resource.ts";
import { openTestServer } from "#tests/harness/test-server.ts";

describe.skipIf(findMariadbBinaries() === null)("a MariaDB database", () => {
  test("is asked for, read, rotated, leased and given back like any other kind, and nothing of it stays", async () => {
    const database = await startMariadbServer();
    onTestFinished(() => database.remove());
    const catalog = await copyCatalog({ packs: [] });
    const template = join(catalog, "templates/mariadb-small.yaml");
    // As postgres-readonly has it: a login for reading beside the owner's.
    await writeFile(template, `${await readFile(template, "utf8")}\naccess: [read-only]\n`);
    const server = await openTestServer({ CATALOG_DIR: catalog });
    await writeFile(join(server.home, "secrets/mariadb-admin-url"), database.url, { mode: 0o400 });
    const seen = watchSeals(server.worker);
    const dana = await server.actor("dana");
    const { id } = await server.submit("dana", { template: "mariadb-small" });
    const tend = (resourceId: string) => tendResource(seen.worker, resourceId);
    await executeRun(seen.worker, (await startProvisionRun(seen.worker, id)) ?? "");
    const resourceId = (await showRequest(server.web, dana, id)).resource?.id ?? "";
    const confirm = (generation: number) =>
      server.worker.ctx.db.query(sql`UPDATE grants SET state = 'confirmed', revealed_at = now()
        WHERE resource_id = ${resourceId} AND generation = ${generation}`);
    await confirm(1);
    const owner = await loginToMariadb(seen.fields(1));
    await owner.query("CREATE TABLE orders (id INT)");

    await tend(resourceId);
    const reader = await loginToMariadb(seen.fields(2));
    expect(await reader.query("SELECT COUNT(*) AS n FROM orders")).toEqual([{ n: 0n }]);
    expect(await refusalOf(reader.query("INSERT INTO orders VALUES (1)"))).toBe(1142);
    await confirm(2);

    await owner.end();
    await rotateResource(server.web, dana, { id: resourceId });
    await tend(resourceId);
    await confirm(3);
    await tend(resourceId);
    await server.worker.ctx.db.query(
      sql`UPDATE grants SET drain_until = now() - interval '1 ms' WHERE drain_until IS NOT NULL`,
    );
    await tend(resourceId);
    const answers = [1, 2, 3].map((generation) =>
      refusalOf(loginToMariadb(seen.fields(generation)).then((c) => c.end())),
    );
    expect(await Promise.all(answers)).toEqual([1045, null, null]);
    expect((await showResource(server.web, dana, resourceId)).connection?.url).toMatch(/^mariadb:.*_g3:/);

    const key = await createClaimKey();
    const order = { resourceId, body: { publicKey: key.publicKey, ttlSeconds: 60 }, idempotencyKey: null };
    const { lease } = await createLease(server.web, dana, order);
    await tend(resourceId);
    const { fields } = await openLease(key, await showLease(server.web, dana, lease.leaseId), resourceId);
    await (await loginToMariadb(fields)).end();

    await reader.end();
    await releaseResource(server.web, dana, { id: resourceId });
    await executeRun(seen.worker, (await startReleaseRun(seen.worker, resourceId)) ?? "");
    expect((await showResource(server.web, dana, resourceId)).state).toBe("destroyed");
    const root = await database.connect();
    expect(await root.query("SELECT * FROM lk_registry.owned")).toEqual([]);
    expect(await root.query("SELECT User FROM mysql.global_priv WHERE LEFT(User, 3) = 'lk_'")).toEqual([]);
    expect(await root.query("SHOW DATABASES LIKE 'lk\\_%'")).toHaveLength(1);
    await root.end();
  });
});

/** A worker that seals as ever, and what it sealed of each generation. */
function watchSeals(worker: RunServices): { worker: RunServices; fields(generation: number): DeliveredFields } {
  const sealed = new Map<number, DeliveredFields>();
  return {
    fields: (generation) => sealed.get(generation) ?? {},
    worker: {
      ...worker,
      seal: (fields, layout, grant) => {
        const texts = Object.entries(fields).map(([name, value]) => [
          name,
          value instanceof Secret ? value.use((bytes) => bytes.toString()) : value,
        ]);
        sealed.set(grant.generation, Object.fromEntries(texts) as DeliveredFields);
        return worker.seal(fields, layout, grant);
      },
    },
  };
}
