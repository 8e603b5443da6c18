import { describe, expect, it } from "vitest";
import { renderTemplate } from "#domain/credentials/render-template.ts";
import { Secret } from "#domain/credentials/secret.ts";
import { readAdminUrl } from "./admin/admin-url.ts";
import { judgeServer } from "./admin/server-facts.ts";
import { readBackendSettings } from "./backend-settings.ts";
import { connection } from "./connection.ts";
import { definition } from "./definition.ts";
import { birthmark, generateUserPassword, passwordHash } from "./password-hash.ts";

function backend(settings: Record<string, unknown>, secret = "mariadb://admin:s3cr3t@db:3307") {
  return { name: "shared", adminSecret: Secret.fromText(secret), settings };
}

describe("the parameters", () => {
  it("fill in what a size leaves out", () => {
    const filled = { connectionLimit: 20, statementTimeoutSeconds: 60, storageMegabytes: 5000 };
    expect(definition.parameters.parse({})).toEqual(filled);
  });

  it.each([{ connectionLimit: 0 }, { connectionLimit: 1.5 }, { statementTimeoutSeconds: 0 }, { admin: true }])(
    "refuse %j: no size takes a limit away",
    (parameters) => {
      expect(definition.parameters.safeParse(parameters).success).toBe(false);
    },
  );
});

describe("the plan", () => {
  const resource = {
    resourceId: "res_1",
    requestId: "req_1",
    team: "t",
    environment: "dev",
    name: "abc",
    generation: 1,
  };
  it("says what the user may do", () => {
    const summary = (access?: "read-only") =>
      definition.plan({ ...resource, ...(access && { access }) }, definition.parameters.parse({})).summary.join(" ");
    expect(summary()).toContain("with every right in it");
    expect(summary("read-only")).toContain("that may read it and nothing else");
  });
});

describe("the back end's settings", () => {
  it.each([
    ["mariadb://a:b@db?tls=require", "db", "require"],
    ["mariadb://a:b@db", "db", "verify-full"],
    ["mariadb://a:b@127.0.0.1", "127.0.0.1", "disable"],
    ["mariadb://a:b@127.0.0.1/?tls=verify-full", "127.0.0.1", "verify-full"],
    ["mariadb://a:b@db?tls=nonsense", "db", "verify-full"],
  ])("protect connections by %s as %s is reached: %s", (secret, host, tls) => {
    expect(readBackendSettings(backend({ host }, secret)).tls).toBe(tls);
    expect(readBackendSettings(backend({ host, tls: "verify-full" }, secret)).tls).toBe("verify-full");
  });

  it.each([{ host: "" }, { host: "db", port: 0 }, { host: "db", tls: "yes" }])("refuse %j by name", (settings) => {
    expect(() => readBackendSettings(backend(settings))).toThrow(
      /Back end shared: settings\.(host|port|tls) is not valid/,
    );
  });
});

describe("the admin's URL", () => {
  it.each([
    ["mariadb://a:b%2Fc@db:3307/?tls=require", { host: "db", port: 3307, username: "a", password: "b/c" }],
    ["mysql://a:b@[::1]", { host: "::1", port: 3306, username: "a", password: "b" }],
  ])("%s is understood", (secret, expected) => {
    expect(readAdminUrl(backend({}, secret))).toEqual(expected);
  });

  it.each(["db password=s3cr3t", "http://a:s3cr3t@db", "mariadb://", "mariadb://db"])(
    "%s is refused without being quoted",
    (secret) => {
      const call = () => readAdminUrl(backend({}, secret));
      expect(call).toThrow(/The admin secret of back end shared/);
      expect(call).not.toThrow(/s3cr3t/);
    },
  );
});

describe("what the server says about itself", () => {
  const facts = { version: "10.11.19-MariaDB-0+deb12u1-log", readOnly: 0, hasEd25519: 1 };

  it("settles how users prove their password: by ed25519 where that is there", () => {
    expect(judgeServer(facts, "auto")).toEqual({ server: "MariaDB 10.11.19", plugin: "ed25519" });
    expect(judgeServer({ ...facts, hasEd25519: 0 }, "auto").plugin).toBe("mysql_native_password");
    expect(judgeServer(facts, "mysql_native_password").plugin).toBe("mysql_native_password");
    expect(() => judgeServer({ ...facts, hasEd25519: 0 }, "ed25519")).toThrow(/has not loaded auth_ed25519/);
  });

  it.each([
    ["8.0.36", 0, /is no MariaDB/],
    ["10.5.23-MariaDB", 0, /older than MariaDB 10.6/],
    ["10.11.19-MariaDB", 1, /read-only/],
  ])("refuses %s with read_only %i", (version, readOnly, reason) => {
    expect(() => judgeServer({ ...facts, version, readOnly }, "auto")).toThrow(reason);
  });
});

describe("a password", () => {
  it("is 32 URL-safe characters, never the same", () => {
    const made = Array.from({ length: 100 }, () => generateUserPassword().use((bytes) => bytes.toString("latin1")));
    for (const text of made) expect(text).toMatch(/^[A-Za-z][A-Za-z0-9_-]{31}$/);
    expect(new Set(made).size).toBe(100);
  });

  it("is told to the server by what the server itself would make of it", () => {
    // Both by MariaDB 10.11: SELECT PASSWORD('…') and what ed25519_password('…') of its plugin gives.
    const password = Secret.fromText("abcdefghijklmnopqrstuvwxyz012345");
    expect(passwordHash("ed25519", password)).toBe("d72O8L9NlCPzaBsB+LW0z98O5p+zVqd2JYnxtlzcq2M");
    expect(passwordHash("mysql_native_password", password)).toBe("*0BF44309F6669C795AC80B2E9ECB41690725B057");
  });

  it("is none for a user that was just born", () => {
    expect(birthmark("latchkey:res_1")).toMatch(/^\*[0-9A-F]{40}$/);
    expect(birthmark("latchkey:res_1")).not.toBe(birthmark("latchkey:res_2"));
  });
});

describe("the credential", () => {
  it("has the password as its only secret", () => {
    expect(definition.credentialFields.filter(({ secret }) => secret).map(({ name }) => name)).toEqual(["password"]);
  });

  it("is put together as a URL, and as snippets without a gap", () => {
    const fields = { host: "db", port: 3307, database: "lk_o", username: "lk_o_g1", password: "a-b_c", tls: "require" };
    const url = renderTemplate(connection.url, fields);
    expect(url).toBe("mariadb://lk_o_g1:a-b_c@db:3307/lk_o");
    for (const { template } of connection.snippets) {
      expect(renderTemplate(template, { ...fields, url })).not.toMatch(/[{]{2}|[}]{2}/);
    }
  });
});
