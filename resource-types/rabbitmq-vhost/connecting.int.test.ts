import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { freePort } from "#scripts/embedded/postgres/free-port.ts";
import { rabbitmqTenant } from "#tests/contract-suite/rabbitmq-tenant.ts";
import { findRabbitmqScript, startRabbitmqServer } from "#tests/harness/rabbitmq-server.ts";
import { definition } from "./definition.ts";

const run = promisify(execFile);
const type = definition as unknown as Parameters<typeof rabbitmqTenant>[0];
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

describe.skipIf(findRabbitmqScript() === null)("a broker", () => {
  it("is asked where it listens when the settings do not say", async () => {
    await using server = await startRabbitmqServer();
    const tenant = rabbitmqTenant(type, { url: server.url });
    await tenant.build();
    expect(tenant.fields).toMatchObject({ port: server.amqpPort, scheme: "amqp" });
    (await tenant.login()).unsafeDestroy();
    expect(await type.revoke(tenant.context())).toMatchObject({ refusal: { connected: false } });
    await type.destroy(tenant.context());
  });

  it.skipIf(!hasOpenssl)("with TLS is trusted by its authority's file alone, on both ports", async () => {
    const directory = await mkdtemp(join(tmpdir(), "latchkey-rabbitmq-tls-"));
    const certificate = await makeCertificate(directory);
    const [amqps, https] = [await freePort(), await freePort()];
    const files = (prefix: string) => [
      `${prefix}.cacertfile = ${certificate}.crt`,
      `${prefix}.certfile = ${certificate}.crt`,
      `${prefix}.keyfile = ${certificate}.key`,
    ];
    const listeners = [`listeners.ssl.default = 127.0.0.1:${amqps}`, ...files("ssl_options")];
    const management = [`management.ssl.port = ${https}`, "management.ssl.ip = 127.0.0.1", ...files("management.ssl")];
    await using server = await startRabbitmqServer([...listeners, ...management]);
    const url = server.url.replace(/^http:\/\/(.*):\d+$/, `https://$1:${https}`);
    const tenant = rabbitmqTenant(type, { url }, { settings: { sslRootCertFile: `${certificate}.crt` } });
    await tenant.build();
    expect(tenant.fields).toMatchObject({ port: amqps, scheme: "amqps" });
    expect(await type.revoke(tenant.context())).toMatchObject({ positiveControl: { connected: true } });
    await type.destroy(tenant.context());
    for (const settings of [{}, { sslRootCertFile: `${certificate}.crt`, host: "localhost" }]) {
      const other = rabbitmqTenant(type, { url }, { settings });
      await expect(other.build()).rejects.toMatchObject({ code: "backend_refused", message: /^TLS with the broker/ });
      expect(other.delivered).toEqual([]);
    }
    await rm(directory, { recursive: true });
  });
});
