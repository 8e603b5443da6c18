import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createConnection } from "mariadb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loginToMariadb, mariadbTenant, refusalOf } from "#tests/contract-suite/mariadb-tenant.ts";
import { findMariadbBinaries, startMariadbServer } from "#tests/harness/mariadb-server.ts";
import { createAuthority } from "#tests/kubernetes-double/authority.ts";
import { definition } from "./definition.ts";

const type = definition as unknown as Parameters<typeof mariadbTenant>[0];

describe.skipIf(findMariadbBinaries() === null)("TLS", () => {
  let folder: string;
  let parameters: Record<string, string>;
  const ca = () => join(folder, "ca.pem");

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "latchkey-mariadb-tls-"));
    const [authority, other] = [createAuthority(), createAuthority()];
    const files = { "cert.pem": authority.serverCertificate, "key.pem": authority.serverKey };
    const all = { ...files, "ca.pem": authority.caCertificate, "other.pem": other.caCertificate };
    for (const [name, text] of Object.entries(all)) await writeFile(join(folder, name), text);
    parameters = { "ssl-cert": join(folder, "cert.pem"), "ssl-key": join(folder, "key.pem") };
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("is used by admin, probe and tenant where the back end says so, and nobody gets in without it", async () => {
    await using server = await startMariadbServer(parameters);
    const settings = { tls: "verify-full", sslRootCertFile: ca() };
    const tenant = mariadbTenant(type, server.url, { settings });
    await type.apply("create-database", tenant.context());
    await type.apply("create-user", tenant.context());
    expect(await type.verify(tenant.context())).toMatchObject({
      probe: { cipher: expect.stringMatching(/^[A-Z0-9_]+/) },
    });
    expect(tenant.fields).toMatchObject({ tls: "verify-full" });
    expect(await refusalOf(loginToMariadb(tenant.fields))).toBe(1045);
    const client = await createConnection({
      host: "127.0.0.1",
      port: server.port,
      user: tenant.username,
      password: String(tenant.fields.password),
      ssl: { rejectUnauthorized: false },
      connectTimeout: 10_000,
    });
    await client.end();
    expect(await type.inspect(tenant.context())).toMatchObject({ drift: [] });
    expect(await type.revoke(tenant.context())).toMatchObject({ refusal: { errno: 4151 } });
    await type.destroy(tenant.context());
  });

  it("refuses a server whose authority is another one, or unknown, before the admin's password is sent", async () => {
    await using server = await startMariadbServer(parameters);
    for (const sslRootCertFile of [join(folder, "other.pem"), undefined]) {
      const settings = { tls: "verify-full", ...(sslRootCertFile && { sslRootCertFile }) };
      const tenant = mariadbTenant(type, server.url, { settings });
      await expect(tenant.build()).rejects.toMatchObject({ code: "backend_refused", message: /^TLS/ });
    }
    expect(await server.readLogs()).not.toContain("keeper@127.0.0.1");
    await mariadbTenant(type, server.url, { settings: { tls: "require" } }).build();
    expect(await server.readLogs()).toContain("keeper@127.0.0.1");
  });

  it("refuses a server that is not the one its certificate names", async () => {
    await using server = await startMariadbServer({ ...parameters, "bind-address": "127.0.0.2" });
    const url = server.url.replace("127.0.0.1", "127.0.0.2");
    const settings = { tls: "verify-full", sslRootCertFile: ca() };
    await expect(mariadbTenant(type, url, { settings }).build()).rejects.toMatchObject({
      code: "backend_refused",
      message: /^TLS/,
    });
  });

  it.each(["require", "verify-full"])("is not given up where the server has none: %s", async (tls) => {
    await using server = await startMariadbServer({ ssl: "0" });
    await expect(mariadbTenant(type, server.url, { settings: { tls } }).build()).rejects.toMatchObject({
      code: "backend_refused",
      message: /^TLS/,
    });
    expect(await server.readLogs()).not.toContain("keeper@127.0.0.1");
  });
});
