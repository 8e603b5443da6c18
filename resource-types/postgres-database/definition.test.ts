import { describe, expect, it } from "vitest";
import { Secret } from "#domain/credentials/secret.ts";
import { adminUrl } from "./admin/pool.ts";
import { readBackendSettings } from "./backend-settings.ts";
import { definition } from "./definition.ts";

function backend(settings: Record<string, unknown>, secret = "postgresql://admin:s3cr3t@db:5432/postgres") {
  return { name: "shared", adminSecret: Secret.fromText(secret), settings };
}

describe("the parameters", () => {
  it("fill in what a size leaves out", () => {
    expect(definition.parameters.parse({ connectionLimit: 5 })).toEqual({
      connectionLimit: 5,
      statementTimeoutSeconds: 60,
      idleInTransactionTimeoutSeconds: 60,
      idleSessionTimeoutSeconds: 3600,
      storageMegabytes: 5000,
    });
  });

  it.each([
    { connectionLimit: 0 },
    { connectionLimit: -1 },
    { connectionLimit: 501 },
    { connectionLimit: 1.5 },
    { connectionLimit: "5" },
    { statementTimeoutSeconds: 0 },
    { idleSessionTimeoutSeconds: 1 },
    { storageMegabytes: Infinity },
    { superuser: true },
  ])("refuse %j: no size takes a limit away", (parameters) => {
    expect(definition.parameters.safeParse(parameters).success).toBe(false);
  });
});

describe("the back end's settings", () => {
  it("ask for verified TLS unless they say otherwise", () => {
    expect(readBackendSettings(backend({ host: "db", port: 5432 }))).toMatchObject({
      sslmode: "verify-full",
      isolation: "report",
    });
  });

  it.each([
    { host: "", port: 5432 },
    { host: "db", port: 0 },
    { host: "db", port: 5432, sslmode: "prefer" },
  ])("refuse %j by name", (settings) => {
    expect(() => readBackendSettings(backend(settings))).toThrow(
      /Back end shared: settings\.(host|port|sslmode) is not valid/,
    );
  });
});

describe("the admin's URL", () => {
  it.each([
    ["postgresql://a:b@db:5432/postgres?sslmode=require", "postgresql://a:b@db:5432/orders?sslmode=require"],
    ["postgres://a:b@db", "postgres://a:b@db/orders"],
    ["postgresql://a@localhost/postgres?host=/run/pg", "postgresql://a@localhost/orders?host=/run/pg"],
    ["postgresql://a:b%2Fc@[::1]:5432/", "postgresql://a:b%2Fc@[::1]:5432/orders"],
  ])("%s leads to another database of the same cluster", (secret, expected) => {
    expect(adminUrl(backend({}, secret), "orders")).toBe(expected);
  });

  it("is refused without being quoted when it is none", () => {
    const call = () => adminUrl(backend({}, "host=db password=s3cr3t"));
    expect(call).toThrow(/not a postgresql:\/\/ URL/);
    expect(call).not.toThrow(/s3cr3t/);
  });
});

describe("the credential", () => {
  it("has the password as its only secret", () => {
    expect(definition.credentialFields.filter(({ secret }) => secret).map(({ name }) => name)).toEqual(["password"]);
  });
});
