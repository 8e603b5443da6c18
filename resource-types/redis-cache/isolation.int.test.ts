import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { redisTenant, type RedisTenant } from "#tests/contract-suite/redis-tenant.ts";
import { findRedisBinary, startRedisServer, type RedisServer } from "#tests/harness/redis-server.ts";
import { harmlessCommands } from "./acl-rules.ts";
import { definition } from "./definition.ts";

type Words = readonly (string | number)[];
const type = definition as unknown as Parameters<typeof redisTenant>[0];

describe.skipIf(findRedisBinary() === null)("a tenant", () => {
  let server: RedisServer;
  let tenant: RedisTenant;
  let scripter: RedisTenant;
  let neighbour: RedisTenant;
  let client: Redis;
  let scripting: Redis;
  let theirs: Redis;
  const mine = (key: string) => `${tenant.keyPrefix}${key}`;
  const foreign = (key: string) => `${neighbour.keyPrefix}${key}`;
  const answer = (words: Words, from = client) =>
    from.call(...(words as [string])).then(
      (reply) => reply,
      // The server shuts its debugger and its modules off before it looks at anybody's rights.
      (error: Error) => (/^ERR \w+ command not allowed/.test(error.message) ? "NOPERM" : error.message.split(" ")[0]),
    );

  beforeAll(async () => {
    server = await startRedisServer({ maxmemory: "128mb" });
    tenant = redisTenant(type, server.url);
    scripter = redisTenant(type, server.url, { parameters: { scripting: true } });
    neighbour = redisTenant(type, server.url);
    await Promise.all([tenant.build(), scripter.build(), neighbour.build()]);
    [client, scripting, theirs] = [await tenant.login(), await scripter.login(), await neighbour.login()];
    await theirs.set(foreign("secret"), "theirs");
    await theirs.rpush(foreign("list"), "1", "2");
    await theirs.xadd(foreign("stream"), "*", "field", "theirs");
  });

  afterAll(async () => {
    for (const each of [client, scripting, theirs]) each?.disconnect();
    await server?.remove();
  });

  it("works with every kind of data below its prefix", async () => {
    const commands: readonly Words[] = [
      ["SET", mine("text"), "1", "EX", 60],
      ["MSET", mine("a"), "1", mine("b"), "2"],
      ["HSET", mine("hash"), "field", "1"],
      ["LPUSH", mine("list"), "1"],
      ["SADD", mine("set"), "1"],
      ["ZADD", mine("sorted"), 1, "1"],
      ["SETBIT", mine("bits"), 7, 1],
      ["PFADD", mine("log"), "1"],
      ["GEOADD", mine("geo"), 13.4, 52.5, "Berlin"],
      ["XADD", mine("stream"), "*", "field", "1"],
      ["EXPIRE", mine("a"), 60],
      ["RENAME", mine("a"), mine("c")],
      ["OBJECT", "ENCODING", mine("c")],
      ["MEMORY", "USAGE", mine("c")],
      ["TYPE", mine("c")],
      ["SUNIONSTORE", mine("union"), mine("set")],
      ["PUBLISH", mine("news"), "1"],
      ["WATCH", mine("c")],
      ["MULTI"],
      ["INCR", mine("text")],
      ["EXEC"],
      ["UNLINK", mine("c"), mine("b")],
      ["CLIENT", "ID"],
      ["CLIENT", "SETNAME", "orders"],
      ["ACL", "WHOAMI"],
      ["TIME"],
    ];
    for (const command of commands) expect(await answer(command), command.join(" ")).not.toBe("NOPERM");
  });

  it.each<[string, () => Words]>([
    ["read a foreign key", () => ["GET", foreign("secret")]],
    ["read a foreign key among its own", () => ["MGET", mine("text"), foreign("secret")]],
    ["write a foreign key", () => ["SET", foreign("secret"), "1"]],
    ["delete a foreign key", () => ["DEL", foreign("secret")]],
    ["learn whether a foreign key exists", () => ["EXISTS", foreign("secret")]],
    ["learn what a foreign key is", () => ["TYPE", foreign("secret")]],
    ["watch a foreign key", () => ["WATCH", foreign("secret")]],
    ["read the key that its marker names", () => ["GET", `latchkey:${tenant.resource.resourceId}`]],
    ["write the key that its marker names", () => ["SET", `latchkey:${tenant.resource.resourceId}`, "1"]],
    ["use its prefix without the colon", () => ["SET", tenant.keyPrefix.slice(0, -1), "1"]],
    ["use its prefix in capitals", () => ["SET", mine("x").toUpperCase(), "1"]],
    ["rename its key to a foreign one", () => ["RENAME", mine("text"), foreign("new")]],
    ["rename a foreign key to its own", () => ["RENAMENX", foreign("secret"), mine("stolen")]],
    ["copy a foreign key", () => ["COPY", foreign("secret"), mine("stolen")]],
    ["copy its key out of sight", () => ["COPY", mine("text"), mine("text"), "DB", 1]],
    ["move its key out of sight", () => ["MOVE", mine("text"), 1]],
    ["select another database", () => ["SELECT", 1]],
    ["swap databases", () => ["SWAPDB", 0, 1]],
    ["pop from a foreign list", () => ["LMOVE", foreign("list"), mine("list"), "LEFT", "LEFT"]],
    ["wait on a foreign list", () => ["BLPOP", mine("none"), foreign("list"), 0.01]],
    ["pop from any of several lists", () => ["LMPOP", 2, mine("none"), foreign("list"), "LEFT"]],
    ["store a union of foreign sets", () => ["SUNIONSTORE", mine("stolen"), foreign("set")]],
    ["store a union of foreign sorted sets", () => ["ZUNIONSTORE", mine("stolen"), 1, foreign("list")]],
    ["merge a foreign counter", () => ["PFMERGE", mine("stolen"), foreign("log")]],
    ["combine foreign bits", () => ["BITOP", "OR", mine("stolen"), foreign("secret")]],
    [
      "store what is near into a foreign key",
      () => ["GEOSEARCHSTORE", foreign("new"), mine("geo"), "FROMMEMBER", "Berlin", "BYRADIUS", 1, "km"],
    ],
    [
      "store what is near by the old command",
      () => ["GEORADIUS", mine("geo"), 13, 52, 100, "km", "STORE", foreign("new")],
    ],
    ["read a foreign stream", () => ["XREAD", "STREAMS", mine("stream"), foreign("stream"), 0, 0]],
    ["make a group on a foreign stream", () => ["XGROUP", "CREATE", foreign("stream"), "mine", "$"]],
    ["look into a foreign stream", () => ["XINFO", "STREAM", foreign("stream")]],
    [
      "sort by foreign keys",
      () => ["SORT", mine("list"), "BY", `${neighbour.keyPrefix}*`, "GET", `${neighbour.keyPrefix}*`],
    ],
    ["sort into a foreign key", () => ["SORT", mine("list"), "STORE", foreign("new")]],
    ["sort by foreign keys, reading only", () => ["SORT_RO", mine("list"), "GET", foreign("secret")]],
    ["look at a foreign key's encoding", () => ["OBJECT", "ENCODING", foreign("secret")]],
    ["weigh a foreign key", () => ["MEMORY", "USAGE", foreign("secret")]],
    ["dump a foreign key", () => ["DUMP", foreign("secret")]],
    ["restore a crafted value", () => ["RESTORE", mine("crafted"), 0, "x"]],
    ["migrate a foreign key to its own server", () => ["MIGRATE", "127.0.0.1", 1, foreign("secret"), 0, 100]],
    ["migrate its own key", () => ["MIGRATE", "127.0.0.1", 1, mine("text"), 0, 100]],
    ["list all keys", () => ["KEYS", "*"]],
    ["list keys of its own prefix", () => ["KEYS", `${tenant.keyPrefix}*`]],
    ["walk over all keys", () => ["SCAN", 0]],
    ["pick a random key", () => ["RANDOMKEY"]],
    ["count all keys", () => ["DBSIZE"]],
    ["empty the server", () => ["FLUSHALL"]],
    ["empty the database", () => ["FLUSHDB"]],
    ["read the configuration", () => ["CONFIG", "GET", "*"]],
    ["change the configuration", () => ["CONFIG", "SET", "dir", "/tmp"]],
    ["read the server's state", () => ["INFO"]],
    ["list users", () => ["ACL", "LIST"]],
    ["change its own user", () => ["ACL", "SETUSER", String(tenant.fields.username), "+@all"]],
    ["read who was refused", () => ["ACL", "LOG"]],
    ["list connections", () => ["CLIENT", "LIST"]],
    ["end connections", () => ["CLIENT", "KILL", "TYPE", "normal"]],
    ["hold up everybody", () => ["CLIENT", "PAUSE", 1]],
    ["release another's wait", () => ["CLIENT", "UNBLOCK", 1]],
    ["follow which keys change", () => ["CLIENT", "TRACKING", "on", "BCAST"]],
    ["watch all commands", () => ["MONITOR"]],
    ["read slow commands", () => ["SLOWLOG", "GET"]],
    ["read latencies", () => ["LATENCY", "LATEST"]],
    ["debug", () => ["DEBUG", "SLEEP", 0]],
    ["stop the server", () => ["SHUTDOWN", "NOSAVE"]],
    ["save the data", () => ["SAVE"]],
    ["make the server a replica", () => ["REPLICAOF", "127.0.0.1", 1]],
    ["be a replica", () => ["PSYNC", "?", -1]],
    ["load a module", () => ["MODULE", "LOAD", "/tmp/x.so"]],
    ["run a script", () => ["EVAL", "return 1", 0]],
    ["run a stored script", () => ["EVALSHA", "e0e1f9fabfc9d4800c877a703b823ac0578ff8db", 0]],
    ["store a script", () => ["SCRIPT", "LOAD", "return 1"]],
    ["forget all scripts", () => ["SCRIPT", "FLUSH"]],
    ["end a script", () => ["SCRIPT", "KILL"]],
    ["store a function", () => ["FUNCTION", "LOAD", "#!lua name=mine\nredis.register_function('f', function() end)"]],
    ["list functions", () => ["FUNCTION", "LIST"]],
    ["forget all functions", () => ["FUNCTION", "FLUSH"]],
    ["call a function", () => ["FCALL", "f", 0]],
    ["publish on a foreign channel", () => ["PUBLISH", foreign("news"), "1"]],
    ["publish on a foreign shard channel", () => ["SPUBLISH", foreign("news"), "1"]],
    ["subscribe to a foreign channel", () => ["SUBSCRIBE", foreign("news")]],
    ["subscribe to a foreign shard channel", () => ["SSUBSCRIBE", foreign("news")]],
    ["subscribe to every channel", () => ["PSUBSCRIBE", "*"]],
    ["subscribe to a pattern wider than its own", () => ["PSUBSCRIBE", `${tenant.keyPrefix.slice(0, -1)}*`]],
    ["hear of what happens to keys", () => ["SUBSCRIBE", "__keyevent@0__:set"]],
    ["list channels", () => ["PUBSUB", "CHANNELS"]],
    ["count subscribers", () => ["PUBSUB", "NUMSUB", foreign("news")]],
  ])("cannot %s", async (_what, words) => {
    expect(await answer(words())).toBe("NOPERM");
  });

  it("cannot queue a foreign key in a transaction", async () => {
    await client.call("MULTI");
    expect(await answer(["GET", foreign("secret")])).toBe("NOPERM");
    expect(await answer(["EXEC"])).toBe("EXECABORT");
  });

  it("keeps its words between itself and its own channels", async () => {
    const heard = await tenant.login();
    const messages: string[] = [];
    heard.on("pmessage", (_pattern: string, _channel: string, text: string) => messages.push(text));
    await heard.psubscribe(`${tenant.keyPrefix}*`);
    await theirs.publish(foreign("news"), "theirs");
    await client.publish(mine("news"), "mine");
    await expect.poll(() => messages).toEqual(["mine"]);
    heard.disconnect();
  });

  describe("whose size includes scripts", () => {
    it.each<[string, () => Words]>([
      ["a foreign key that it declares", () => ["EVAL", "return redis.call('GET', KEYS[1])", 1, foreign("secret")]],
      ["a foreign key that it does not declare", () => ["EVAL", `return redis.call('GET', '${foreign("secret")}')`, 0]],
      ["a foreign key in a protected call", () => ["EVAL", `return redis.pcall('GET', '${foreign("secret")}')`, 0]],
      [
        "a foreign key as its own",
        () => ["EVAL", `return redis.call('RENAME', '${foreign("secret")}', KEYS[1])`, 1, `${scripter.keyPrefix}x`],
      ],
      ["a list of keys", () => ["EVAL", "return redis.call('KEYS', '*')", 0]],
      ["the configuration", () => ["EVAL", "return redis.call('CONFIG', 'GET', '*')", 0]],
      ["another database", () => ["EVAL", "return redis.call('SELECT', '1')", 0]],
      ["a foreign channel", () => ["EVAL", `return redis.call('PUBLISH', '${foreign("news")}', '1')`, 0]],
      ["an empty server", () => ["EVAL", "return redis.call('FLUSHALL')", 0]],
    ])("cannot get %s by a script", async (_what, words) => {
      const reply = await scripting.call(...(words() as [string])).catch((error: Error) => error.message);
      expect(String(reply)).toMatch(/ACL failure|can't (run|access|publish)|no permissions|not allowed/i);
    });

    it.each<[string, Words]>([
      ["forget all scripts", ["SCRIPT", "FLUSH"]],
      ["end a script", ["SCRIPT", "KILL"]],
      ["store a function", ["FUNCTION", "LOAD", "#!lua name=mine\nredis.register_function('f', function() end)"]],
    ])("cannot %s", async (_what, words) => {
      expect(await answer(words, scripting)).toBe("NOPERM");
    });

    it("runs a script on its own keys", async () => {
      const key = `${scripter.keyPrefix}counter`;
      expect(await scripting.call("EVAL", "return redis.call('INCR', KEYS[1])", 1, key)).toBe(1);
    });
  });

  it("has left the neighbour's data as it was", async () => {
    expect(await theirs.get(foreign("secret"))).toBe("theirs");
    expect(await theirs.lrange(foreign("list"), 0, -1)).toEqual(["1", "2"]);
    expect(await theirs.exists(foreign("new"), foreign("set"))).toBe(0);
  });

  it("may run no command of this server that names neither key nor channel, but the harmless ones", async () => {
    const admin = new Redis(server.url);
    const commands = flatten((await admin.call("COMMAND")) as CommandInfo[]);
    const keyless = commands.filter(([, , , , , , , , specs]) => specs.length === 0);
    expect(keyless.length).toBeGreaterThan(50);
    const users = [tenant, scripter].map(({ fields }) => String(fields.username));
    const permitted = new Set<string>();
    for (const [name, arity] of keyless) {
      const words = [...name.split("|"), ...Array.from({ length: Math.abs(arity) }, () => "1")].slice(
        0,
        Math.max(Math.abs(arity), name.split("|").length),
      );
      for (const user of users) if ((await admin.call("ACL", "DRYRUN", user, ...words)) === "OK") permitted.add(name);
    }
    admin.disconnect();
    const isHarmless = (name: string) =>
      [name, name.split("|")[0] ?? ""].some((each) => harmlessCommands.has(each)) || name.endsWith("|help");
    const surprising = [...permitted].filter((name) => !isHarmless(name));
    expect(surprising).toEqual([]);
    expect(permitted.size).toBeGreaterThan(10);
  });
});

/** Name, arity, flags, first, last, step, categories, tips, key specifications, subcommands. */
type CommandInfo = [string, number, unknown, number, number, number, string[], unknown, unknown[], CommandInfo[]];

function flatten(commands: readonly CommandInfo[]): CommandInfo[] {
  return commands.flatMap((command) => (command[9].length > 0 ? flatten(command[9]) : [command]));
}
