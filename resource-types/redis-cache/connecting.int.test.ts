import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { Redis } from "ioredis";
import { describe, expect, it } from "vitest";
import { renderTemplate } from "#domain/credentials/render-template.ts";
import { freePort } from "#scripts/embedded/postgres/free-port.ts";
import { redisTenant } from "#tests/contract-suite/redis-tenant.ts";
import { findRedisBinary, startRedisServer } from "#tests/harness/redis-server.ts";
import { connection } from "./connection.ts";
import { definition } from "./definition.ts";

const run = promisify(execFile);
const type = definition as unknown as Parameters<typeof redisTenant>[0];
const hasOpenssl = await run("openssl", ["version"]).then(
  () => true,
  () => false,
);

/** Makes a certificate for 127.0.0.1 that is its own authority; gives its path without ending. */
async function makeCertificate(directory: string): Promise<string> {
  const path = join(directory, "server");
  const files = ["-keyout", `${path}.key`, "-out", `${path}.crt`];
  const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  await run("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", ...files, ...subject]);
  return path;
}

describe.skipIf(findRedisBinary() === null || !hasOpenssl)("with TLS, a cache", () => {
  it("is built, delivered as rediss and reached, and refused where nobody vouches for the server", async () => {
    await using server = await startRedisServer();
    const certificate = await makeCertificate(server.directory);
    const port = await freePort();
    const root = new Redis(server.url);
    const tls = { "tls-cert-file": `${certificate}.crt`, "tls-key-file": `${certificate}.key` };
    const settings = { ...tls, "tls-ca-cert-file": `${certificate}.crt`, "tls-auth-clients": "no", "tls-port": port };
    await root.call("CONFIG", "SET", ...Object.entries(settings).flat());
    root.disconnect();
    const url = `rediss://default:${server.password}@127.0.0.1:${port}`;

    const strange = redisTenant(type, url);
    await expect(strange.build()).rejects.toMatchObject({ code: "backend_refused", message: /TLS .*certificate/ });

    const tenant = redisTenant(type, url, { settings: { sslRootCertFile: `${certificate}.crt` } });
    await tenant.build();
    expect(tenant.fields).toMatchObject({ scheme: "rediss", port });
    const ca = await readFile(`${certificate}.crt`, "utf8");
    const client = new Redis(renderTemplate(connection.url, tenant.fields), { tls: { ca }, enableReadyCheck: false });
    expect(await client.set(`${tenant.keyPrefix}greeting`, "hello")).toBe("OK");
    client.disconnect();
    await type.revoke(tenant.context());
    await type.destroy(tenant.context());
  });
});

const hasCli = await run("redis-cli", ["--version"]).then(
  () => true,
  () => false,
);

describe.skipIf(findRedisBinary() === null || !hasCli)("the snippet for redis-cli", () => {
  it("works as it is, the password not among its arguments", async () => {
    await using server = await startRedisServer();
    const tenant = redisTenant(type, server.url);
    await tenant.build();
    const [snippet] = connection.snippets;
    const text = renderTemplate(snippet.template, { ...tenant.fields, url: "" });
    expect(text.replace(/^REDISCLI_AUTH=\S+ /, "")).not.toContain(String(tenant.fields.password));
    expect((await run("/bin/sh", ["-c", text])).stdout.trim()).toBe("OK");
    const client = await tenant.login();
    expect(await client.get(`${tenant.keyPrefix}greeting`)).toBe("hello");
    client.disconnect();
  });
});
