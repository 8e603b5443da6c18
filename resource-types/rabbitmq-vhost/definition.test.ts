import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { renderTemplate } from "#domain/credentials/render-template.ts";
import { Secret } from "#domain/credentials/secret.ts";
import { readAdminUrl } from "./api/admin-url.ts";
import { readBackendSettings } from "./backend-settings.ts";
import { connection } from "./connection.ts";
import { definition } from "./definition.ts";
import { passwordHash } from "./password-hash.ts";
import { plannedQueues } from "./planned-queues.ts";

function backend(settings: Record<string, unknown>, secret = "http://admin:s3cr3t@queue:15672") {
  return { name: "shared", adminSecret: Secret.fromText(secret), settings };
}

describe("the parameters", () => {
  it("fill in what a size leaves out, without queues and without an end of messages", () => {
    expect(definition.parameters.parse({})).toEqual({
      connectionLimit: 20,
      channelLimit: 200,
      queueLimit: 50,
      queueMegabytes: 100,
      queues: [],
    });
  });

  it.each<[object, string]>([
    [{ connectionLimit: 0 }, "connectionLimit"],
    [{ queueLimit: 1.5 }, "queueLimit"],
    [{ messageHours: 0 }, "messageHours"],
    [{ tags: "administrator" }, ""],
    [{ queues: [{ name: "Orders" }] }, "queues"],
    [{ queues: [{ name: "orders.dead" }] }, "queues"],
    [{ queues: [{ name: "a/b" }] }, "queues"],
    [{ queues: "orders; drop" }, "queues"],
    [{ queues: "orders orders" }, "queues"],
    [{ queues: [{ name: "orders", type: "stream" }] }, "queues"],
    [{ queues: [{ name: "orders", arguments: {} }] }, "queues"],
    [{ queueLimit: 3, queues: "orders mails" }, "queues"],
  ])("refuse %j: no size takes a limit away", (parameters, path) => {
    const parsed = definition.parameters.safeParse(parameters);
    expect(parsed.error?.issues[0]?.path.slice(0, 1).join()).toBe(path);
  });

  it("take the names of queues as one line of text too, each with a queue for its dead letters", () => {
    const one = definition.parameters.parse({ queues: " orders  mails " });
    expect(one).toEqual(definition.parameters.parse({ queues: [{ name: "orders" }, { name: "mails" }] }));
    expect(plannedQueues(one).map(({ name }) => name)).toEqual(["orders.dead", "orders", "mails.dead", "mails"]);
    expect(plannedQueues(one)[1]?.arguments).toEqual({
      "x-queue-type": "quorum",
      "x-dead-letter-exchange": "",
      "x-dead-letter-routing-key": "orders.dead",
    });
  });

  it("plan a step for queues only where there are some", () => {
    const resource = { resourceId: "res_1", requestId: "req_1", team: "t", environment: "dev", generation: 1 };
    const steps = (parameters: object) =>
      definition
        .plan({ ...resource, name: "orders" }, definition.parameters.parse(parameters))
        .steps.map(({ name }) => name);
    expect(steps({})).toEqual(["create-vhost", "create-user"]);
    expect(steps({ queues: "orders" })).toEqual(["create-vhost", "declare-queues", "create-user"]);
  });
});

describe("the back end's settings", () => {
  it("use TLS as the admin does unless they say otherwise", () => {
    const plain = { host: "queue", amqpPort: undefined, tls: false, sslRootCertFile: undefined };
    expect(readBackendSettings(backend({ host: "queue", port: 15672 }))).toEqual(plain);
    const secure = { ...plain, tls: true };
    expect(readBackendSettings(backend({ host: "queue" }, "https://a:b@queue"))).toEqual(secure);
    expect(readBackendSettings(backend({ host: "queue", tls: true, amqpPort: 7 }))).toEqual({ ...secure, amqpPort: 7 });
  });

  it.each([{ host: "" }, { host: "queue", amqpPort: 0 }, { host: "queue", tls: "yes" }])(
    "refuse %j by name",
    (settings) => {
      expect(() => readBackendSettings(backend(settings))).toThrow(
        /Back end shared: settings\.(host|amqpPort|tls) is not valid/,
      );
    },
  );
});

describe("the admin's URL", () => {
  it.each([
    ["http://a:b%2Fc@queue:15672/", "http://queue:15672", "a:b/c"],
    ["https://a:b@[::1]:15671/prefix/", "https://[::1]:15671/prefix", "a:b"],
  ])("%s is understood", (secret, base, credentials) => {
    const authorization = `Basic ${Buffer.from(credentials).toString("base64")}`;
    expect(readAdminUrl(backend({}, secret))).toEqual({ base, username: "a", authorization });
  });

  it.each(["queue password=s3cr3t", "amqp://a:s3cr3t@queue", "http://queue:15672/?s3cr3t", "http://"])(
    "%s is refused without being quoted",
    (secret) => {
      const call = () => readAdminUrl(backend({}, secret));
      expect(call).toThrow(/The admin secret of back end shared/);
      expect(call).not.toThrow(/s3cr3t/);
    },
  );
});

describe("the hash of a password", () => {
  it("is a salt of four bytes with the SHA-256 of salt and password, a new one each time", () => {
    const password = Secret.fromText("test12");
    const bytes = Buffer.from(passwordHash(password), "base64");
    const salted = Buffer.concat([bytes.subarray(0, 4), Buffer.from("test12")]);
    expect(bytes.subarray(4)).toEqual(createHash("sha256").update(salted).digest());
    expect(passwordHash(password)).not.toBe(passwordHash(password));
  });
});

describe("the credential", () => {
  it("has the password as its only secret", () => {
    expect(definition.credentialFields.filter(({ secret }) => secret).map(({ name }) => name)).toEqual(["password"]);
  });

  it("is put together as a URL whose scheme says whether to use TLS", () => {
    const fields = { host: "queue", port: 5671, vhost: "orders-x", username: "orders-x-g1", password: "a-b_c" };
    const url = renderTemplate(connection.url, { ...fields, scheme: "amqps" });
    expect(url).toBe("amqps://orders-x-g1:a-b_c@queue:5671/orders-x");
    for (const { template } of connection.snippets) {
      expect(renderTemplate(template, { ...fields, scheme: "amqps", url })).not.toMatch(/[{]{2}|[}]{2}/);
    }
  });
});
