import type { Connection } from "rabbitmq-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loginToRabbitmq, rabbitmqTenant, type RabbitmqTenant } from "#tests/contract-suite/rabbitmq-tenant.ts";
import { askRabbitmq } from "#tests/harness/ask-rabbitmq.ts";
import { findRabbitmqScript, startRabbitmqServer, type RabbitmqServer } from "#tests/harness/rabbitmq-server.ts";
import { definition } from "./definition.ts";

const type = definition as unknown as Parameters<typeof rabbitmqTenant>[0];

const parameters = { connectionLimit: 3, channelLimit: 5, queueLimit: 2, queueMegabytes: 1 };

describe.skipIf(findRabbitmqScript() === null)("a tenant", () => {
  let server: RabbitmqServer;
  let tenant: RabbitmqTenant;
  let neighbour: RabbitmqTenant;
  let client: Connection;

  beforeAll(async () => {
    server = await startRabbitmqServer();
    tenant = rabbitmqTenant(type, server, { parameters });
    neighbour = rabbitmqTenant(type, server);
    await Promise.all([tenant.build(), neighbour.build()]);
    client = await tenant.login();
  });
  afterAll(async () => {
    client?.unsafeDestroy();
    await server?.remove();
  });

  it("declares, sends and takes in its own virtual host", async () => {
    await client.queueDeclare({ queue: "orders", durable: true });
    await client.exchangeDeclare({ exchange: "events", type: "topic", durable: true });
    await client.queueBind({ queue: "orders", exchange: "events", routingKey: "order.#" });
    await using publisher = Object.assign(client.createPublisher({ confirm: true }), {
      [Symbol.asyncDispose]: () => publisher.close(),
    });
    await publisher.send({ exchange: "events", routingKey: "order.made" }, "1");
    expect((await client.basicGet({ queue: "orders", noAck: true }))?.body).toBe("1");
  });

  it.each<[string, () => string]>([
    ["its neighbour's", () => String(neighbour.fields.vhost)],
    ["the broker's own", () => "/"],
    ["one that is not there", () => "orders-api"],
  ])("cannot enter %s virtual host", async (_what, vhost) => {
    await expect(tenant.login({ vhost: vhost() })).rejects.toMatchObject({ code: "NOT_ALLOWED" });
  });

  it("cannot enter its own under its neighbour's name", async () => {
    const mixed = { ...tenant.fields, username: String(neighbour.fields.username) };
    await expect(loginToRabbitmq(mixed)).rejects.toMatchObject({ code: "ACCESS_REFUSED" });
  });

  describe("cannot use the management API to", () => {
    const managementUrl = () => {
      const url = new URL(server.url);
      url.username = String(tenant.fields.username);
      url.password = String(tenant.fields.password);
      return url.href;
    };
    const body = { password_hash: "", tags: "administrator" };
    it.each<[string, string, () => string, object?]>([
      ["say who it is", "GET", () => "/whoami"],
      ["look around", "GET", () => "/overview"],
      ["list users", "GET", () => "/users"],
      ["read its own user", "GET", () => `/users/${tenant.fields.username}`],
      ["make itself an administrator", "PUT", () => `/users/${tenant.fields.username}`, body],
      ["make a user", "PUT", () => "/users/mallory", body],
      ["make a virtual host", "PUT", () => "/vhosts/mallory", {}],
      [
        "permit itself its neighbour's",
        "PUT",
        () => `/permissions/${neighbour.fields.vhost}/${tenant.fields.username}`,
      ],
      ["lift its limits", "DELETE", () => `/user-limits/${tenant.fields.username}/max-connections`],
      ["lift the limits of its virtual host", "DELETE", () => `/vhost-limits/${tenant.fields.vhost}/max-queues`],
      ["drop the operator policy", "DELETE", () => `/operator-policies/${tenant.fields.vhost}/latchkey`],
      ["set a policy", "PUT", () => `/policies/${tenant.fields.vhost}/mine`, { pattern: ".*", definition: {} }],
      ["list everybody's connections", "GET", () => "/connections"],
      ["end its neighbour's connections", "DELETE", () => `/connections/username/${neighbour.fields.username}`],
      ["read its neighbour's queues", "GET", () => `/queues/${neighbour.fields.vhost}`],
      ["take the definitions of everything", "GET", () => "/definitions"],
      ["shovel messages", "PUT", () => `/parameters/shovel/${tenant.fields.vhost}/mine`, { value: {} }],
    ])("%s", async (_what, method, path, content) => {
      await expect(askRabbitmq(managementUrl(), path(), { method, ...(content && { body: content }) })).rejects.toThrow(
        /: 401 /,
      );
    });
  });

  it("holds no more connections, channels and queues than were granted", async () => {
    const others = [await tenant.login(), await tenant.login()];
    await expect(tenant.login()).rejects.toMatchObject({
      code: "NOT_ALLOWED",
      message: /user connection limit \(3\) is reached/,
    });
    const openChannels = async () => {
      for (let count = 0; count < 6; count += 1) await others[0]?.acquire({ emitErrorsFromChannel: true });
    };
    await expect(openChannels()).rejects.toMatchObject({ message: /maximum allowed user limit of \(5\)/ });
    for (const each of others) each.unsafeDestroy();
    const again = await tenant.login();
    await again.queueDeclare({ queue: "second", durable: true });
    await expect(again.queueDeclare({ queue: "third", durable: true })).rejects.toMatchObject({
      code: "PRECONDITION_FAILED",
      message: /queue limit in vhost .* \(2\) is reached/,
    });
    await again.queueDelete({ queue: "second" });
    again.unsafeDestroy();
  });

  it("keeps no more in a queue than was granted, whatever the queue says", async () => {
    const big = await tenant.login();
    await big.queueDeclare({ queue: "big", durable: true, arguments: { "x-max-length-bytes": 100_000_000 } });
    const publisher = big.createPublisher({ confirm: true });
    for (let index = 0; index < 4; index += 1) await publisher.send("big", Buffer.alloc(400_000, index));
    await publisher.close();
    const { messageCount } = await big.queueDeclare({ queue: "big", passive: true });
    expect(messageCount).toBe(2);
    const oldest = await big.basicGet({ queue: "big", noAck: true });
    expect(oldest?.body).toEqual(Buffer.alloc(400_000, 2));
    await big.queueDelete({ queue: "big" });
    big.unsafeDestroy();
  });

  it("who only reads takes messages, and declares, sends and deletes nothing", async () => {
    await client.queueDeclare({ queue: "read", durable: true });
    await using publisher = Object.assign(client.createPublisher({ confirm: true }), {
      [Symbol.asyncDispose]: () => publisher.close(),
    });
    await publisher.send("read", "1");
    const reader = rabbitmqTenant(type, server, {
      parameters,
      resource: { ...tenant.resource, generation: 2, access: "read-only" },
    });
    await type.apply("create-user", reader.context());
    await type.verify(reader.context());
    const reading = await reader.login();
    expect((await reading.basicGet({ queue: "read", noAck: true }))?.body).toBe("1");
    for (const attempt of [
      () => reading.queueDeclare({ queue: "mine" }),
      () => reading.queueDelete({ queue: "read" }),
      () => reading.queueBind({ queue: "read", exchange: "amq.topic", routingKey: "#" }),
      () => reading.queuePurge({ queue: "third" }),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: expect.stringMatching(/ACCESS_REFUSED|NOT_FOUND/) });
    }
    const channel = await reading.acquire({ emitErrorsFromChannel: true });
    const refused = new Promise((resolve) => channel.on("error", resolve));
    await channel.basicPublish("read", "2");
    expect(await refused).toMatchObject({ code: "ACCESS_REFUSED" });
    reading.unsafeDestroy();
    await type.revoke(reader.context());
    await client.queueDelete({ queue: "read" });
  });

  it("has left no password with the broker: neither in its log nor in its definitions", async () => {
    const password = String(tenant.fields.password);
    expect(server.log()).toContain(String(tenant.fields.username));
    expect(server.log()).not.toContain(password);
    expect(JSON.stringify(await askRabbitmq(server.url, "/definitions"))).not.toContain(password);
  });
});
