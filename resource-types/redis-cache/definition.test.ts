import { describe, expect, it } from "vitest";
import { renderTemplate } from "#domain/credentials/render-template.ts";
import { Secret } from "#domain/credentials/secret.ts";
import { readAdminUrl } from "./admin/admin-url.ts";
import { listConnections } from "./admin/list-connections.ts";
import { readServerFacts } from "./admin/server-facts.ts";
import { readBackendSettings } from "./backend-settings.ts";
import { connection } from "./connection.ts";
import { definition } from "./definition.ts";

function backend(settings: Record<string, unknown>, secret = "redis://admin:s3cr3t@cache:6380") {
  return { name: "shared", adminSecret: Secret.fromText(secret), settings };
}

describe("the parameters", () => {
  it("fill in what a size leaves out, without scripts", () => {
    expect(definition.parameters.parse({})).toEqual({ memoryMegabytes: 100, connectionLimit: 50, scripting: false });
  });

  it.each([
    { memoryMegabytes: 0 },
    { memoryMegabytes: 1.5 },
    { connectionLimit: 0 },
    { scripting: "yes" },
    { admin: true },
  ])("refuse %j: no size takes a limit away", (parameters) => {
    expect(definition.parameters.safeParse(parameters).success).toBe(false);
  });
});

describe("the back end's settings", () => {
  it("use TLS as the admin does unless they say otherwise, and ask for users that last", () => {
    const rest = { host: "cache", port: 6379, persistence: "required", maxmemory: "report" };
    expect(readBackendSettings(backend({ host: "cache" }))).toEqual({ ...rest, tls: false });
    expect(readBackendSettings(backend({ host: "cache" }, "rediss://a:b@cache"))).toEqual({ ...rest, tls: true });
    expect(readBackendSettings(backend({ host: "cache", tls: true }))).toEqual({ ...rest, tls: true });
  });

  it.each([{ host: "" }, { host: "cache", port: 0 }, { host: "cache", tls: "yes" }])(
    "refuse %j by name",
    (settings) => {
      expect(() => readBackendSettings(backend(settings))).toThrow(
        /Back end shared: settings\.(host|port|tls) is not valid/,
      );
    },
  );
});

describe("the admin's URL", () => {
  it.each([
    ["redis://a:b%2Fc@cache:6380/0", { host: "cache", port: 6380, isTls: false, username: "a", password: "b/c" }],
    ["rediss://:b@[::1]", { host: "::1", port: 6379, isTls: true, username: "default", password: "b" }],
    ["redis://cache", { host: "cache", port: 6379, isTls: false, username: "default", password: null }],
  ])("%s is understood", (secret, expected) => {
    expect(readAdminUrl(backend({}, secret))).toEqual(expected);
  });

  it.each(["cache password=s3cr3t", "http://a:s3cr3t@cache", "redis://a:s3cr3t@cache/1", "redis://"])(
    "%s is refused without being quoted",
    (secret) => {
      const call = () => readAdminUrl(backend({}, secret));
      expect(call).toThrow(/The admin secret of back end shared/);
      expect(call).not.toThrow(/s3cr3t/);
    },
  );
});

describe("what the server says about itself", () => {
  const info = (lines: string[]) =>
    ["# Server", "redis_version:7.2.4", "role:master", "cluster_enabled:0", ...lines].join("\r\n");

  it("is read for Redis and for Valkey", () => {
    expect(readServerFacts(info(["maxmemory:1000", "maxmemory_policy:allkeys-lru"]))).toEqual({
      server: "Redis 7.2.4",
      version: 702,
      maxmemoryBytes: 1000,
      maxmemoryPolicy: "allkeys-lru",
    });
    expect(readServerFacts(info(["valkey_version:8.1.0"]))).toMatchObject({ server: "Valkey 8.1.0", version: 702 });
  });

  it.each([
    ["redis_version:6.2.14", /older than Redis 7/],
    ["cluster_enabled:1", /cluster/],
    ["role:slave", /replica/],
  ])("refuses a server that says %s", (line, reason) => {
    expect(() => readServerFacts(info([line]))).toThrow(reason);
  });

  it("lists connections by number, name and user", () => {
    const list = "id=3 addr=127.0.0.1:1 name= user=default\nid=4 addr=127.0.0.1:2 name=a=b user=x\n";
    expect(listConnections(list)).toEqual([
      expect.objectContaining({ id: 3, name: "", user: "default", host: "127.0.0.1" }),
      expect.objectContaining({ id: 4, name: "a=b", user: "x", host: "127.0.0.1" }),
    ]);
  });
});

describe("the credential", () => {
  it("has the password as its only secret", () => {
    expect(definition.credentialFields.filter(({ secret }) => secret).map(({ name }) => name)).toEqual(["password"]);
  });

  it("is put together as a URL whose scheme says whether to use TLS", () => {
    const fields = { host: "cache", port: 6380, username: "orders-g1", password: "a-b_c", keyPrefix: "orders:" };
    const url = renderTemplate(connection.url, { ...fields, scheme: "rediss" });
    expect(url).toBe("rediss://orders-g1:a-b_c@cache:6380/0");
    for (const { template } of connection.snippets) {
      expect(renderTemplate(template, { ...fields, scheme: "rediss", url })).not.toMatch(/[{]{2}|[}]{2}/);
    }
  });
});
