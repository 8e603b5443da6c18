import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { Secret } from "#domain/credentials/secret.ts";
import { buildCsr } from "#resource-types/tls-certificate/x509/build-csr.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { rotateResource } from "#server/resources/reissue-resource.ts";
import { releaseResource } from "#server/resources/release-resource.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { showResource } from "#server/resources/show-resource.ts";
import { executeRun } from "#server/runs/execute-run.ts";
import type { RunServices } from "#server/runs/run-services.ts";
import { startApproved } from "#server/runs/start-approved.ts";
import { startReleaseRun } from "#server/runs/start-release-run.ts";
import { connectByCertificate, type HeldCertificate } from "#tests/contract-suite/certificate-tenant.ts";
import { startAuthorityProcess } from "#tests/harness/authority.ts";
import { tendResource } from "#tests/harness/tend-resource.ts";
import { openTestServer } from "#tests/harness/test-server.ts";

const own = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
const csr = buildCsr(own);
const dnsNames = ["orders.payments.example.test", "API.payments.example.test"];

async function openWorld(zones = ["payments.example.test", "search.example.test"]) {
  const authority = await startAuthorityProcess(zones);
  onTestFinished(() => authority[Symbol.asyncDispose]());
  const server = await openTestServer();
  await writeFile(join(server.home, "secrets/authority-admin-url"), authority.adminUrl, { mode: 0o400 });
  const seen = watchSeals(server.worker);
  return { server, seen };
}

describe("a certificate", () => {
  test("is asked for by a request for one's own key, rotated and given back, and ends by itself", async () => {
    const { server, seen } = await openWorld();
    const dana = await server.actor("dana");
    const asked = await server.submit("dana", { template: "tls-certificate", parameters: { dnsNames, csr } });
    expect(asked.state).toBe("approved");
    const runId = await seen.start(asked.id);
    await executeRun(seen.worker, runId);
    const request = await showRequest(server.web, dana, asked.id);
    expect(request.state, JSON.stringify(request)).toBe("fulfilled");
    const id = request.resource?.id ?? "";
    const before = await showResource(server.web, dana, id);
    const names = dnsNames.map((name) => name.toLowerCase());
    expect(before.facts).toMatchObject({ dnsNames: names, serial: expect.any(String), issuer: expect.any(String) });
    expect(before.expiresAt).toBe(new Date(String(before.facts.notAfter)).toISOString());
    const hours = (Date.parse(before.expiresAt ?? "") - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(719.9);
    expect(hours).toBeLessThanOrEqual(720);
    expect(Object.keys(seen.fields(1))).toEqual(["certificate", "authority", "dnsNames", "serial", "notAfter"]);
    expect(before.connection?.fields.map(({ name }) => name)).not.toContain("privateKey");
    await connectByCertificate(seen.held(1));

    const confirm = (generation: number) =>
      server.worker.ctx.db.query(sql`UPDATE grants SET state = 'confirmed', revealed_at = now()
        WHERE resource_id = ${id} AND generation = ${generation}`);
    await confirm(1);
    await rotateResource(server.web, dana, { id });
    await tendResource(seen.worker, id);
    expect((await showResource(server.web, dana, id)).facts.serial).toBe(before.facts.serial);
    await confirm(2);
    await tendResource(seen.worker, id);
    const after = await showResource(server.web, dana, id);
    expect(after.facts.serial).not.toBe(before.facts.serial);
    expect(after.expiresAt).toBe(new Date(String(after.facts.notAfter)).toISOString());
    await server.worker.ctx.db.query(
      sql`UPDATE grants SET drain_until = now() - interval '1 ms' WHERE drain_until IS NOT NULL`,
    );
    await tendResource(seen.worker, id);
    await expect(connectByCertificate(seen.held(1))).rejects.toThrow("revoked");
    await connectByCertificate(seen.held(2));
    const keys = [1, 2].map((generation) => new X509Certificate(seen.held(generation).certificate).publicKey);
    expect(keys[0]?.export({ format: "jwk" })).toEqual(keys[1]?.export({ format: "jwk" }));

    await releaseResource(server.web, dana, { id });
    await executeRun(seen.worker, (await startReleaseRun(seen.worker, id)) ?? "");
    expect((await showResource(server.web, dana, id)).state).toBe("destroyed");
    await expect(connectByCertificate(seen.held(2))).rejects.toThrow("revoked");
  });

  test("with a key made for it hands over key and PKCS#12, and ends 90 days later at the latest", async () => {
    const { server, seen } = await openWorld();
    const wish = {
      template: "tls-certificate-with-key",
      parameters: { dnsNames },
      environment: "staging",
      lifetimeHours: 2160,
    };
    const { id } = await server.submit("dana", wish);
    await executeRun(seen.worker, await seen.start(id));
    const dana = await server.actor("dana");
    const request = await showRequest(server.web, dana, id);
    const resource = await showResource(server.web, dana, request.resource?.id ?? "");
    expect(resource.expiresAt).toBe(new Date(String(resource.facts.notAfter)).toISOString());
    expect(Date.parse(resource.expiresAt ?? "") - Date.now()).toBeLessThanOrEqual(2160 * 3_600_000);
    expect(Object.keys(seen.fields(1))).toContain("pkcs12Password");
    await connectByCertificate(seen.held(1));
  });

  test.each([
    [["orders.search.example.test"], "denied"],
    [["payments.example.test.evil.test"], "denied"],
    [["\u0440ayments.example.test"], "denied"],
    [["10.0.0.1"], "denied"],
    [["*.payments.example.test"], "pending_approval"],
    [["a.payments.example.test"], "approved"],
  ])("for %j is %s, at preview and submit alike", async (names, state) => {
    const server = await openTestServer();
    const asked = await server.submit("dana", { template: "tls-certificate", parameters: { dnsNames: names, csr } });
    expect(asked.state).toBe(state);
    expect(asked.decision.trace.find(({ rule }) => rule === "names.zones")?.message).toEqual(expect.any(String));
  });

  test("leaves nothing behind when the authority may not certify its names", async () => {
    const { server, seen } = await openWorld(["search.example.test"]);
    const { id } = await server.submit("dana", { template: "tls-certificate", parameters: { dnsNames, csr } });
    await executeRun(seen.worker, await seen.start(id));
    expect((await showRequest(server.web, await server.actor("dana"), id)).state).toBe("failed");
  });
});

/** A worker that seals as ever, and what it sealed of each generation. */
function watchSeals(worker: RunServices) {
  const sealed = new Map<number, Record<string, string>>();
  const fields = (generation: number) => sealed.get(generation) ?? {};
  const watched: RunServices = {
    ...worker,
    seal: (made, layout, grant) => {
      const texts = Object.entries(made).map(([name, value]) => [
        name,
        value instanceof Secret ? value.use((bytes) => bytes.toString()) : String(value),
      ]);
      sealed.set(grant.generation, Object.fromEntries(texts) as Record<string, string>);
      return worker.seal(made, layout, grant);
    },
  };
  const held = (generation: number): HeldCertificate => {
    const { certificate = "", authority: root = "", privateKey } = fields(generation);
    return { certificate, root, key: privateKey ?? own.export({ type: "pkcs8", format: "pem" }).toString() };
  };
  const start = async (id: string) => (await startApproved(watched, id)) ?? "";
  return { worker: watched, fields, held, start };
}
