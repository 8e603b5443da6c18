import { connect, type Socket } from "node:net";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newResource } from "#tests/contract-suite/open-call.ts";
import { rabbitmqTenant } from "#tests/contract-suite/rabbitmq-tenant.ts";
import { askRabbitmq } from "#tests/harness/ask-rabbitmq.ts";
import { findRabbitmqScript, startRabbitmqServer, type RabbitmqServer } from "#tests/harness/rabbitmq-server.ts";
import { definition } from "./definition.ts";
import { externalNames } from "./external-names.ts";

const type = definition as unknown as Parameters<typeof rabbitmqTenant>[0];

describe.skipIf(findRabbitmqScript() === null)("generations", () => {
  let server: RabbitmqServer;
  beforeAll(async () => {
    server = await startRabbitmqServer();
  });
  afterAll(() => server?.remove());

  const twoOf = (parameters: Record<string, unknown> = {}, resource = newResource()) =>
    [
      rabbitmqTenant(type, server, { resource, parameters }),
      rabbitmqTenant(type, server, { resource: { ...resource, generation: 2 }, parameters }),
    ] as const;

  it("work beside each other in one virtual host, and the first one ends alone", async () => {
    const [first, second] = twoOf({ connectionLimit: 1, queues: "orders" });
    await first.build();
    const old = await first.login();
    const send = (from: typeof old, text: string) => from.createPublisher({ confirm: true }).send("orders", text);
    await send(old, "from the first");
    await second.build();
    const fresh = await second.login();
    expect((await fresh.basicGet({ queue: "orders", noAck: true }))?.body).toBe("from the first");
    await send(old, "still in");
    const ended = once(old, "error");
    expect(await type.revoke(first.context())).toMatchObject({
      connectionsEnded: 1,
      positiveControl: { connected: true },
      refusal: { connected: false, refusal: { code: "NOT_ALLOWED", text: /access to vhost .* refused for user/ } },
      atRefusal: { passwordIsTheProbe: true, permissions: [] },
    });
    expect((await ended)[0]).toMatchObject({ code: "CONNECTION_FORCED" });
    await expect(first.login()).rejects.toMatchObject({ code: "ACCESS_REFUSED" });
    expect((await fresh.basicGet({ queue: "orders", noAck: true }))?.body).toBe("still in");
    expect(await type.inspect(second.context())).toMatchObject({ exists: true, drift: [] });
    await type.destroy(second.context());
    expect(await type.inspect(second.context())).toMatchObject({ exists: false });
    fresh.unsafeDestroy();
  });

  it("bring back no queue that the owner deleted", async () => {
    const [first, second] = twoOf({ queues: "orders" });
    await first.build();
    const client = await first.login();
    await client.queueDelete({ queue: "orders" });
    await second.build();
    await expect(client.queueDeclare({ queue: "orders", passive: true })).rejects.toMatchObject({ code: "NOT_FOUND" });
    client.unsafeDestroy();
    await type.destroy(first.context());
  });

  it("are verified where the owner has used up all queues", async () => {
    const [first, second] = twoOf({ queueLimit: 1 });
    await first.build();
    const client = await first.login();
    await client.queueDeclare({ queue: "only", durable: true });
    await second.build();
    expect(await type.verify(second.context())).toMatchObject({ probe: { own: "at its limit of queues" } });
    client.unsafeDestroy();
    await type.destroy(first.context());
  });

  it("find a virtual host made anew where an attempt left half of one, and never once there is a user", async () => {
    const [first] = twoOf();
    const { vhost } = externalNames(first.resource);
    const left = { description: `latchkey:${first.resource.resourceId}` };
    await askRabbitmq(server.url, `/vhosts/${vhost}`, { method: "PUT", body: left });
    const body = { queues: [{ name: "left", durable: true, auto_delete: false, arguments: {} }] };
    await askRabbitmq(server.url, `/definitions/${vhost}`, { method: "POST", body });
    await first.build();
    const client = await first.login();
    await expect(client.queueDeclare({ queue: "left", passive: true })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await client.queueDeclare({ queue: "kept", durable: true });
    expect(await type.apply("create-vhost", first.context())).toMatchObject({ created: false });
    expect(await client.queueDeclare({ queue: "kept", passive: true })).toMatchObject({ queue: "kept" });
    client.unsafeDestroy();
    await type.destroy(first.context());
  });

  it("are taken back without touching the one in use", async () => {
    const [first, second] = twoOf();
    await first.build();
    const client = await first.login();
    await type.apply("create-user", second.context());
    await type.undo("create-user", second.context());
    expect(await client.queueDeclare({ exclusive: true })).toMatchObject({ messageCount: 0 });
    client.unsafeDestroy();
    await type.destroy(first.context());
  });

  it("end for whoever logged in before and waited for the probe to be let in", async () => {
    const [tenant] = twoOf({ connectionLimit: 10 });
    await tenant.build();
    const { username, password, vhost } = tenant.fields;
    const waiting = await Promise.all(
      Array.from({ length: 5 }, () => logInAndWait(server.amqpPort, String(username), String(password))),
    );
    const entered: number[] = [];
    const failpoint = async (point: string) => {
      if (point !== "rabbitmq.after-positive-control") return;
      // The one seat is free again once the broker has seen the probe go.
      await expect.poll(() => askRabbitmq(server.url, `/connections/username/${String(username)}`)).toEqual([]);
      const socket = waiting.pop();
      if (socket !== undefined && (await enter(socket, String(vhost)))) entered.push(1);
    };
    expect(await type.revoke(tenant.context({ failpoint }))).toMatchObject({ refusal: { connected: false } });
    expect(entered).toEqual([1]);
    for (const socket of waiting) expect(await enter(socket, String(vhost))).toBe(false);
    expect(await askRabbitmq(server.url, `/connections/username/${String(username)}`)).toEqual([]);
    await type.destroy(tenant.context());
  });

  it("end with a receipt where the virtual host is gone, and the second time as well", async () => {
    const [tenant] = twoOf();
    await tenant.build();
    await askRabbitmq(server.url, `/vhosts/${String(tenant.fields.vhost)}`, { method: "DELETE" });
    expect(await type.revoke(tenant.context())).toMatchObject({ vhost: null, catalogue: { user: null } });
    expect(await type.revoke(tenant.context())).toMatchObject({ alreadyGone: true });
    await expect(tenant.login()).rejects.toMatchObject({ code: "ACCESS_REFUSED" });
  });

  it("have a fingerprint that stays, and changes with the password", async () => {
    const [tenant] = twoOf();
    await tenant.build();
    const first = await type.fingerprint?.(tenant.context());
    expect(first).toMatch(/^[\w-]{43}$/);
    expect(await type.fingerprint?.(tenant.context())).toBe(first);
    const body = { password: "somebody's", tags: `latchkey:${tenant.resource.resourceId}` };
    await askRabbitmq(server.url, `/users/${String(tenant.fields.username)}`, { method: "PUT", body });
    expect(await type.fingerprint?.(tenant.context())).not.toBe(first);
    await type.destroy(tenant.context());
  });
});

/** Speaks AMQP up to the point where the password is accepted, and does not enter a virtual host yet. */
async function logInAndWait(port: number, username: string, password: string): Promise<Socket> {
  const socket = connect({ host: "127.0.0.1", port, noDelay: true });
  // The broker ends who waits too long.
  socket.on("error", () => undefined);
  socket.write(Buffer.from("AMQP\0\0\x09\x01", "latin1"));
  await once(socket, "data");
  const shortText = (text: string) => Buffer.concat([Buffer.from([text.length]), Buffer.from(text)]);
  const longText = (text: string) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(text.length);
    return Buffer.concat([length, Buffer.from(text)]);
  };
  const response = `\0${username}\0${password}`;
  socket.write(method(10, 11, [Buffer.alloc(4), shortText("PLAIN"), longText(response), shortText("en_US")]));
  await once(socket, "data");
  const tuneOk = Buffer.alloc(8);
  tuneOk.writeUInt16BE(10, 0);
  tuneOk.writeUInt32BE(131_072, 2);
  socket.write(method(10, 31, [tuneOk]));
  return socket;
}

/** Asks to enter; tells whether the broker said that it is open. */
async function enter(socket: Socket, vhost: string): Promise<boolean> {
  const answer = once(socket, "data");
  socket.write(method(10, 40, [Buffer.from([vhost.length]), Buffer.from(vhost), Buffer.from([0, 0])]));
  const [chunk] = (await answer) as [Buffer];
  return chunk.readUInt16BE(9) === 41;
}

/** A frame on channel 0 with one method. */
function method(classId: number, methodId: number, args: readonly Buffer[]): Buffer {
  const ids = Buffer.alloc(4);
  ids.writeUInt16BE(classId, 0);
  ids.writeUInt16BE(methodId, 2);
  const payload = Buffer.concat([ids, ...args]);
  const head = Buffer.alloc(7);
  head.writeUInt8(1, 0);
  head.writeUInt32BE(payload.length, 3);
  return Buffer.concat([head, payload, Buffer.from([0xce])]);
}
