import { createHash, createPrivateKey, sign } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { Connection } from "mariadb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newResource } from "#tests/contract-suite/open-call.ts";
import { loginToMariadb, mariadbTenant, refusalOf } from "#tests/contract-suite/mariadb-tenant.ts";
import { findMariadbBinaries, startMariadbServer, type MariadbServer } from "#tests/harness/mariadb-server.ts";
import { definition } from "./definition.ts";

const type = definition as unknown as Parameters<typeof mariadbTenant>[0];

describe.skipIf(findMariadbBinaries() === null)("revocation", () => {
  let server: MariadbServer;
  let root: Connection;
  beforeAll(async () => {
    server = await startMariadbServer();
    root = await server.connect();
  });
  afterAll(async () => {
    await root.end();
    await server.remove();
  });

  it("is proven by the answer that only the right password of a locked user gets", async () => {
    const tenant = mariadbTenant(type, server.url);
    await tenant.build();
    const open = await tenant.login();
    expect(await type.revoke(tenant.context())).toMatchObject({
      connectionsEnded: 1,
      positiveControl: { connected: true, errno: null },
      refusal: { connected: false, errno: 4151 },
      catalogue: { isLocked: true },
    });
    expect(await refusalOf(open.query("SELECT 1"))).not.toBeNull();
    expect(await refusalOf(tenant.login())).toBe(1045);
    await type.destroy(tenant.context());
  });

  it("fails when the user can still get in: somebody who unlocks it meanwhile is found out", async () => {
    const tenant = mariadbTenant(type, server.url);
    await tenant.build();
    const meddler = await server.connect();
    // As an administrator of the server might, with a trigger on his side: the lock is taken off right after it was set.
    let isBusy = true;
    const meddle = (async () => {
      while (isBusy) await meddler.query(`ALTER USER '${tenant.username}'@'%' ACCOUNT UNLOCK`);
    })();
    const outcome = await type.revoke(tenant.context()).catch((error: unknown) => error);
    isBusy = false;
    await meddle;
    await meddler.end();
    // Whichever comes last: a proof that was given is one of that moment, and anything else is no proof.
    if (outcome instanceof Error) expect(outcome).toMatchObject({ code: "verification_failed" });
    else expect(outcome).toMatchObject({ refusal: { errno: 4151 } });
    await type.destroy(tenant.context());
  });

  it.each([
    ["mysql_native_password", nativeProof],
    ["ed25519", signedProof],
  ] as const)(
    "shuts out a login by %s that began before it and answers only afterwards",
    async (authentication, prove) => {
      const tenant = mariadbTenant(type, server.url, { settings: { authentication } });
      await tenant.build();
      const password = Buffer.from(String(tenant.fields.password));
      await using slow = await beginLogin(server.port, tenant.username);
      // The attack works as long as nobody revokes.
      await using control = await beginLogin(server.port, tenant.username);
      expect(await control.answer(prove(password, control.nonce))).toBe("let in");
      await type.revoke(tenant.context());
      expect(await slow.answer(prove(password, slow.nonce))).toBe("cut off");
      const rows = await root.query<unknown[]>("SELECT * FROM information_schema.PROCESSLIST WHERE USER = ?", [
        tenant.username,
      ]);
      expect(rows).toEqual([]);
      await type.destroy(tenant.context());
    },
  );

  it("cannot be held up by a tenant that takes locks, whatever it names them", async () => {
    const tenant = mariadbTenant(type, server.url);
    await tenant.build();
    const holder = await tenant.login();
    const guesses = ["latchkey", tenant.resource.resourceId, `latchkey:${tenant.resource.resourceId}`, tenant.database];
    for (const guess of guesses) await holder.query("SELECT GET_LOCK(?, 0)", [guess]);
    await holder.query("CREATE TABLE held (id INT) ENGINE=InnoDB");
    await holder.query("BEGIN");
    await holder.query("INSERT INTO held VALUES (1)");
    await type.revoke(tenant.context());
    await type.destroy(tenant.context());
    expect(await type.inspect(tenant.context())).toMatchObject({ exists: false });
  });

  it("leaves what the ended user made working for those who come after it", async () => {
    const resource = newResource();
    const first = mariadbTenant(type, server.url, { resource });
    const second = mariadbTenant(type, server.url, { resource: { ...resource, generation: 2 } });
    await first.build();
    const old = await first.login();
    await old.query("CREATE TABLE orders (id INT, total INT)");
    await old.query("CREATE TABLE log (id INT)");
    await old.query("CREATE VIEW large AS SELECT * FROM orders WHERE total > 5");
    await old.query("CREATE TRIGGER logged AFTER INSERT ON orders FOR EACH ROW INSERT INTO log VALUES (NEW.id)");
    await old.query("CREATE FUNCTION doubled(n INT) RETURNS INT READS SQL DATA RETURN (SELECT 2 * n)");
    await second.build();
    await type.revoke(first.context());
    expect(await refusalOf(old.query("SELECT 1"))).not.toBeNull();
    const fresh = await second.login();
    await fresh.query("INSERT INTO orders VALUES (1, 10)");
    expect(await fresh.query("SELECT doubled(total) AS t FROM large")).toEqual([{ t: 20 }]);
    expect(await fresh.query("SELECT id FROM log")).toEqual([{ id: 1 }]);
    await fresh.end();
    expect(await type.destroy(second.context())).toMatchObject({ droppedUsers: [first.username, second.username] });
    expect(await type.inspect(first.context())).toMatchObject({ exists: false });
  });

  it("is followed by forgetting: the user goes, unless something runs in its name; never one that can get in", async () => {
    const resource = newResource();
    const [first, second, third] = [1, 2, 3].map((generation) =>
      mariadbTenant(type, server.url, { resource: { ...resource, generation } }),
    );
    if (!first || !second || !third) throw new Error("Three were expected.");
    for (const each of [first, second, third]) await each.build();
    const maker = await second.login();
    await maker.query("CREATE VIEW answer AS SELECT 42 AS n");
    await expect(type.forget?.(first.context())).rejects.toMatchObject({ code: "verification_failed" });
    await type.revoke(first.context());
    await type.revoke(second.context());
    expect(await type.forget?.(first.context())).toEqual({ dropped: [first.username] });
    expect(await type.forget?.(first.context())).toEqual({ dropped: [] });
    expect(await type.forget?.(second.context())).toEqual({ dropped: [], keptFor: ["answer"] });
    const reader = await third.login();
    expect(await reader.query("SELECT n FROM answer")).toEqual([{ n: 42 }]);
    await reader.end();
    const { backend, signal } = third.context();
    const names = (await type.listOwned?.({ backend, signal }))?.map(({ name }) => name);
    expect(names).toEqual([third.database, second.username, third.username]);
    await type.destroy(third.context());
  });

  it("succeeds for a tenant that dropped its database, and destroys one that it made again", async () => {
    const tenant = mariadbTenant(type, server.url);
    await tenant.build();
    const client = await tenant.login();
    await client.query(`DROP DATABASE ${tenant.database}`);
    expect(await type.inspect(tenant.context())).toMatchObject({
      exists: true,
      drift: [{ what: "database exists", beyondRepair: true }],
    });
    await client.query(`CREATE DATABASE ${tenant.database} COMMENT 'mine alone'`);
    expect(await type.inspect(tenant.context())).toMatchObject({ exists: true, drift: [] });
    await type.revoke(tenant.context());
    await type.destroy(tenant.context());
    expect(await type.inspect(tenant.context())).toMatchObject({ exists: false, facts: { foreign: false } });
  });

  it("stays in force when the server ends as by a power cut", async () => {
    await using own = await startMariadbServer({ "innodb-flush-log-at-trx-commit": "1" });
    const [kept, revoked] = [mariadbTenant(type, own.url), mariadbTenant(type, own.url)];
    await kept.build();
    await revoked.build();
    await type.revoke(revoked.context());
    await own.kill();
    await own.start();
    await (await kept.login()).end();
    expect([1045, 4151]).toContain(await refusalOf(revoked.login()));
    expect(await type.inspect(revoked.context())).toMatchObject({ exists: true, facts: { isLocked: true } });
    await type.destroy(kept.context());
  });
});

describe.skipIf(findMariadbBinaries() === null)("the delivered password", () => {
  it("never reaches the server: not its logs, not its memory of statements, not its tables", async () => {
    await using server = await startMariadbServer({
      "performance-schema-instrument": "statement/%=ON",
      "performance-schema-consumer-events-statements-current": "ON",
      "performance-schema-consumer-events-statements-history-long": "ON",
      "performance-schema-events-statements-history-long-size": "5000",
    });
    const tenants = ["ed25519", "mysql_native_password"].map((authentication) =>
      mariadbTenant(type, server.url, { settings: { authentication } }),
    );
    for (const tenant of tenants) {
      await tenant.build();
      await type.inspect(tenant.context());
      await type.repair?.(tenant.context());
      await type.revoke(tenant.context());
    }
    const root = await server.connect();
    const remembered = await root.query<{ text: string | null }[]>(
      "SELECT SQL_TEXT AS text FROM performance_schema.events_statements_history_long",
    );
    const users = await root.query<{ priv: string }[]>("SELECT Priv AS priv FROM mysql.global_priv");
    const seen = [await server.readLogs(), ...remembered.map(({ text }) => text), JSON.stringify(users)].join("\n");
    await root.end();
    expect(remembered.length).toBeGreaterThan(20);
    expect(seen).toContain("CREATE OR REPLACE USER");
    for (const tenant of tenants) expect(seen).not.toContain(String(tenant.fields.password));
  });

  it("is refused once another one was set, and its open connections are ended", async () => {
    await using server = await startMariadbServer();
    const tenant = mariadbTenant(type, server.url);
    await tenant.build();
    const first = tenant.fields;
    const open = await tenant.login();
    await type.verify(tenant.context());
    expect(await refusalOf(open.query("SELECT 1"))).not.toBeNull();
    expect(await refusalOf(loginToMariadb(first))).toBe(1045);
    await (await tenant.login()).end();
  });
});

/** A login that has named its user and waits with its proof. */
interface BegunLogin {
  readonly nonce: Buffer;
  /** Sends the proof; tells what came of it. */
  answer(proof: Buffer): Promise<"let in" | "refused" | "cut off">;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Speaks the protocol by hand up to where the server waits for the proof, which a client sends at once. */
async function beginLogin(port: number, username: string): Promise<BegunLogin> {
  const socket = connect({ host: "127.0.0.1", port });
  socket.on("error", () => undefined);
  const greeting = await nextPacket(socket);
  const afterVersion = greeting.indexOf(0, 1) + 1;
  const capabilities = Buffer.alloc(32);
  // CLIENT_PROTOCOL_41, SECURE_CONNECTION, PLUGIN_AUTH, LONG_PASSWORD.
  capabilities.writeUInt32LE(0x0008_8201, 0);
  capabilities.writeUInt32LE(0x0100_0000, 4);
  capabilities[8] = 45;
  expect(afterVersion).toBeGreaterThan(5);
  // A plugin that the server does not take for this user makes it ask again, with a nonce of its own.
  const words = [capabilities, Buffer.from(`${username}\0`), Buffer.from([0]), Buffer.from("latchkey_none\0")];
  send(socket, 1, Buffer.concat(words));
  const request = await nextPacket(socket);
  // AuthSwitchRequest: 0xfe, name of the plugin, nonce.
  const nonce = request.subarray(request.indexOf(0, 1) + 1);
  return {
    nonce,
    answer: async (proof) => {
      if (!socket.destroyed) send(socket, 3, proof);
      const reply = socket.destroyed ? Buffer.alloc(0) : await nextPacket(socket);
      if (reply.length === 0) return "cut off";
      return reply[0] === 0 ? "let in" : "refused";
    },
    [Symbol.asyncDispose]: async () => void socket.destroy(),
  };
}

/** SHA-1 of the password, masked by the nonce and what the server keeps. */
function nativeProof(password: Buffer, nonce: Buffer): Buffer {
  const sha1 = (...parts: Buffer[]) => createHash("sha1").update(Buffer.concat(parts)).digest();
  const once = sha1(password);
  const mask = sha1(nonce.subarray(0, 20), sha1(once));
  return Buffer.from(once.map((byte, index) => byte ^ (mask[index] ?? 0)));
}

/** The nonce signed by the key whose seed is the password. */
function signedProof(password: Buffer, nonce: Buffer): Buffer {
  const key = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), password]);
  return sign(null, nonce.subarray(0, 32), createPrivateKey({ key, format: "der", type: "pkcs8" }));
}

function send(socket: Socket, sequence: number, body: Buffer): void {
  socket.write(Buffer.concat([Buffer.from([body.length & 255, body.length >> 8, 0, sequence]), body]));
}

/** The body of the next packet; empty when the server has closed. */
async function nextPacket(socket: Socket): Promise<Buffer> {
  const closed = once(socket, "close").then(() => [Buffer.alloc(0)]);
  const [chunk] = (await Promise.race([once(socket, "data"), closed])) as [Buffer];
  return chunk.subarray(4);
}
