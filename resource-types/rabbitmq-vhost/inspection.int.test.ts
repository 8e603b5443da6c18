import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inspect } from "node:util";
import { rabbitmqTenant, type RabbitmqTenant } from "#tests/contract-suite/rabbitmq-tenant.ts";
import { askRabbitmq } from "#tests/harness/ask-rabbitmq.ts";
import { findRabbitmqScript, startRabbitmqServer, type RabbitmqServer } from "#tests/harness/rabbitmq-server.ts";
import { definition } from "./definition.ts";

const type = definition as unknown as Parameters<typeof rabbitmqTenant>[0];

describe.skipIf(findRabbitmqScript() === null)("inspection", () => {
  let server: RabbitmqServer;
  const ask = (path: string, options?: Parameters<typeof askRabbitmq>[2]) => askRabbitmq(server.url, path, options);
  const put = (path: string, body: object) => ask(path, { method: "PUT", body });

  beforeAll(async () => {
    // Statistics twice a second, where a broker has them every five seconds.
    server = await startRabbitmqServer(["collect_statistics_interval = 500"]);
    await put("/users/somebody", { password: "x", tags: "" });
  });
  afterAll(() => server?.remove());

  async function build(parameters: Record<string, unknown> = {}): Promise<RabbitmqTenant> {
    const tenant = rabbitmqTenant(type, server, { parameters });
    await tenant.build();
    return tenant;
  }
  const vhostOf = (tenant: RabbitmqTenant) => String(tenant.fields.vhost);
  const userOf = (tenant: RabbitmqTenant) => String(tenant.fields.username);
  const all = { configure: ".*", write: ".*", read: ".*" };

  it.each<[string, (tenant: RabbitmqTenant) => Promise<unknown>, string[]]>([
    [
      "a user that somebody made an administrator",
      async (tenant) => {
        const { password_hash } = (await ask(`/users/${userOf(tenant)}`)) as { password_hash: string };
        const tags = `latchkey:${tenant.resource.resourceId},administrator`;
        await put(`/users/${userOf(tenant)}`, { password_hash, tags });
      },
      ["tags of the user"],
    ],
    [
      "a right in another virtual host",
      (tenant) => put(`/permissions/%2F/${userOf(tenant)}`, all),
      ["rights elsewhere"],
    ],
    [
      "fewer rights in its own",
      (tenant) => put(`/permissions/${vhostOf(tenant)}/${userOf(tenant)}`, { ...all, write: "" }),
      ["rights of the user"],
    ],
    [
      "a limit of connections that is gone",
      (tenant) => ask(`/user-limits/${userOf(tenant)}/max-connections`, { method: "DELETE" }),
      ["connections of the user"],
    ],
    [
      "another limit of channels",
      (tenant) => put(`/user-limits/${userOf(tenant)}/max-channels`, { value: 1 }),
      ["channels of the user"],
    ],
    [
      "another limit of queues, and one that nobody granted",
      async (tenant) => {
        await put(`/vhost-limits/${vhostOf(tenant)}/max-queues`, { value: 1000 });
        await put(`/vhost-limits/${vhostOf(tenant)}/max-connections`, { value: 1 });
      },
      ["limits of the virtual host"],
    ],
    [
      "no operator policy",
      (tenant) => ask(`/operator-policies/${vhostOf(tenant)}/latchkey`, { method: "DELETE" }),
      ["limits of each queue"],
    ],
    [
      "somebody else with a right in the virtual host",
      (tenant) => put(`/permissions/${vhostOf(tenant)}/somebody`, all),
      ["users from outside"],
    ],
  ])("reports %s, and repair ends it", async (_what, change, expected) => {
    const tenant = await build({ messageHours: 24 });
    const client = await tenant.login();
    await client.queueDeclare({ queue: "kept", durable: true });
    const before = await type.fingerprint?.(tenant.context());
    expect(await type.inspect(tenant.context())).toMatchObject({ exists: true, facts: { canLogin: true }, drift: [] });
    await change(tenant);
    const { drift = [] } = await type.inspect(tenant.context());
    expect(drift.map(({ what }) => what)).toEqual(expected);
    expect(drift.every(({ beyondRepair }) => beyondRepair === undefined)).toBe(true);
    await type.repair?.(tenant.context());
    expect(await type.inspect(tenant.context())).toMatchObject({ drift: [] });
    expect(await type.fingerprint?.(tenant.context())).toBe(before);
    await client.queueDeclare({ queue: "kept", passive: true });
    client.unsafeDestroy();
    await type.destroy(tenant.context());
  });

  it("reports a user that is gone as what only a new credential mends", async () => {
    const tenant = await build();
    await ask(`/users/${userOf(tenant)}`, { method: "DELETE" });
    const gone = [{ what: "user exists", expected: true, found: false, beyondRepair: true }];
    expect(await type.inspect(tenant.context())).toMatchObject({ drift: gone });
    expect(await type.repair?.(tenant.context())).toMatchObject({ exists: true, user: false });
    expect(await type.inspect(tenant.context())).toMatchObject({ drift: gone });
    await type.destroy(tenant.context());
  });

  it("delivers nothing while the virtual host has other limits, and sets them in its own step", async () => {
    const tenant = await build();
    await put(`/vhost-limits/${vhostOf(tenant)}/max-queues`, { value: 1000 });
    await expect(type.verify(tenant.context())).rejects.toMatchObject({ code: "verification_failed" });
    expect(tenant.delivered).toHaveLength(1);
    await type.apply("create-vhost", tenant.context());
    await type.verify(tenant.context());
    expect(tenant.delivered).toHaveLength(2);
    await type.destroy(tenant.context());
  });

  it("repairs nothing that is not ours", async () => {
    const tenant = await build();
    await put(`/vhosts/${vhostOf(tenant)}`, { description: "somebody's" });
    await expect(type.repair?.(tenant.context())).rejects.toMatchObject({ code: "backend_conflict" });
    expect(await type.inspect(tenant.context())).toMatchObject({ exists: false, facts: { foreign: true } });
    await put(`/vhosts/${vhostOf(tenant)}`, { description: `latchkey:${tenant.resource.resourceId}` });
    await type.destroy(tenant.context());
  });

  it("tells how deep the queues are and who is in", { timeout: 40_000 }, async () => {
    const tenant = await build({ queues: "orders mails" });
    expect(await type.sessions?.(tenant.context())).toEqual({ connections: 0, from: [], lastActiveAt: null });
    const startedAt = Date.now() - 1000;
    const clients = [await tenant.login({ connectionName: "orders-worker" }), await tenant.login()];
    const publisher = clients[0]?.createPublisher({ confirm: true });
    for (let index = 0; index < 3; index += 1) await publisher?.send("orders", "1");
    await publisher?.send("mails", "1");
    // Who is in is told at once; names and times come with the statistics.
    expect(await type.sessions?.(tenant.context())).toMatchObject({ connections: 2 });
    const read = async () => type.sessions?.(tenant.context());
    await expect
      .poll(read, { timeout: 10_000 })
      .toMatchObject({ from: expect.arrayContaining(["127.0.0.1 (orders-worker)", "127.0.0.1 (tenant)"]) });
    expect(Date.parse((await read())?.lastActiveAt ?? "")).toBeGreaterThanOrEqual(startedAt);
    // A quorum queue counts its messages every five seconds.
    const measures = [
      { label: "Messages", value: 4, unit: "count" },
      { label: "Messages in orders", value: 3, unit: "count" },
      { label: "Queues", value: 4, unit: "count", limit: 50 },
      { label: "Connections", value: 2, unit: "count", limit: 20 },
    ];
    const readUsage = async () => (await type.inspect(tenant.context())).usage;
    await expect.poll(readUsage, { timeout: 15_000 }).toMatchObject({ connections: 2, measures });
    const usage = await readUsage();
    expect(Date.parse(usage?.lastConnectedAt ?? "")).toBeGreaterThanOrEqual(startedAt);
    for (const client of clients) client.unsafeDestroy();
    await type.destroy(tenant.context());
  });

  it("lists what is ours on the broker, and nobody else's", async () => {
    const tenant = await build();
    const { resourceId, name } = tenant.resource;
    const identity = { name, team: "", environment: "", generation: 1 };
    const { backend, signal } = tenant.context();
    const owned = (await type.listOwned?.({ backend, signal })) ?? [];
    expect(owned).toEqual([
      { resourceId, kind: "vhost", name: vhostOf(tenant), identity },
      { resourceId, kind: "user", name: userOf(tenant), identity },
    ]);
    const orphan = rabbitmqTenant(type, server, {
      resource: { ...tenant.resource, requestId: "", team: "", environment: "" },
    });
    await type.destroy(orphan.context());
    expect(await type.listOwned?.({ backend, signal })).toEqual([]);
  });

  it.each<[string, (url: URL) => void, RegExp]>([
    ["that refuses the admin", (url) => (url.password = "not-the-password"), /admin's name or password/],
    ["whose admin is none", (url) => ([url.username, url.password] = ["somebody", "x"]), /tag administrator/],
  ])("says so on a broker %s, without the password in the error or its cause", async (_what, change, message) => {
    const url = new URL(server.url);
    change(url);
    const tenant = rabbitmqTenant(type, { url: url.href, amqpPort: server.amqpPort });
    const error: unknown = await tenant.build().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "backend_refused", message });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("not-the-password");
  });

  it("says so where the AMQP port leads to something else", async () => {
    const tenant = rabbitmqTenant(type, { url: server.url, amqpPort: server.managementPort });
    await expect(tenant.build()).rejects.toMatchObject({
      code: expect.stringMatching(/^backend_(refused|unavailable)$/),
    });
    expect(tenant.delivered).toEqual([]);
    await type.destroy(tenant.context());
  });
});
