import { chmod, cp, mkdir, mkdtemp, readFile, stat, writeFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLocalJWKSet, jwtVerify, type JWK } from "jose";
import pg from "pg";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Finding } from "#cli/local/doctor/finding.ts";
import { createJwks } from "#scripts/embedded/idp/create-jwks.ts";
import { createLocalKek } from "#server/adapters/crypto/create-kek.ts";
import { runCli } from "#tests/api/run-cli.ts";
import { askRedis } from "#tests/harness/ask-redis.ts";
import { createLedgerDatabase, type LedgerDatabase } from "#tests/harness/ledger.ts";
import { findRedisBinary, startRedisServer } from "#tests/harness/redis-server.ts";

let ledger: LedgerDatabase;
let home: string;
let env: Record<string, string>;
let instance: Record<string, unknown>;

/** A home as a start leaves it, with a ledger of the harness. */
async function makeHome(): Promise<void> {
  home = await mkdtemp(join(tmpdir(), "latchkey-cli-home-"));
  env = { LATCHKEY_HOME: home };
  await mkdir(join(home, "secrets"), { mode: 0o700 });
  await mkdir(join(home, "idp"), { mode: 0o700 });
  await createJwks(join(home, "idp/jwks.json"));
  await createLocalKek(join(home, "kek"));
  await writeFile(join(home, "secrets/target-admin-url"), "postgresql://admin@127.0.0.1:1/postgres", { mode: 0o400 });
  const names = ["web", "worker", "reveal", "auditor", "migrator"] as const;
  const files = names.map((name) => [name, join(home, `secrets/db-${name}`)] as const);
  for (const [name, file] of files) await writeFile(file, ledger[name], { mode: 0o400 });
  instance = {
    format: 1,
    startedAt: new Date().toISOString(),
    supervisorPid: process.pid,
    publicUrl: "http://127.0.0.1:9",
    revealUrl: "http://127.0.0.1:19",
    catalogDir: join(process.cwd(), "catalog"),
    embeddedIssuer: true,
    embeddedLedger: true,
    ports: { web: 9, reveal: 19, idp: 29, target: 39 },
    databaseUrlFiles: Object.fromEntries(files),
  };
  await describeInstance({});
}

const describeInstance = (change: Record<string, unknown>) =>
  writeFile(join(home, "settings.json"), JSON.stringify({ ...instance, ...change }), { mode: 0o600 });

async function asAdmin(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: ledger.url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  ledger = await createLedgerDatabase();
});
beforeEach(makeHome);

describe("token create", () => {
  const order = [
    "token",
    "create",
    "--as",
    "dana@latchkey.test",
    "--scope",
    "requests:write,grants:reveal",
    "--ttl",
    "10m",
  ];

  test("prints a token alone, signed by this home's issuer for both origins", async () => {
    const { code, out, err } = await runCli(order, env);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const { keys } = JSON.parse(await readFile(join(home, "idp/jwks.json"), "utf8")) as { keys: JWK[] };
    const jwks = createLocalJWKSet({ keys: keys.map(({ d: _, ...publicKey }) => publicKey) });
    const { payload } = await jwtVerify(out.trim(), jwks, { typ: "at+jwt", issuer: "http://127.0.0.1:29" });
    expect(payload).toMatchObject({
      sub: "dana",
      scope: "requests:write grants:reveal",
      aud: ["http://127.0.0.1:9", "http://127.0.0.1:19"],
      act: { sub: "local-operator" },
    });
    expect(Number(payload.exp) - Number(payload.iat)).toBe(600);
  });

  test.for([
    [["--ttl", "61m"], "one hour"],
    [["--ttl", "0"], "one second"],
    [["--scope", "everything"], "everything is no scope"],
    [["--as", "mallory@latchkey.test"], "There is no persona mallory@latchkey.test"],
  ] as const)("refuses %j and prints no token", async ([change, sentence]) => {
    const { code, out, err } = await runCli([...order, ...change], env);
    expect([code, out, err]).toEqual([1, "", expect.stringContaining(sentence)]);
  });

  test("exists in embedded mode only, and in a home that has run", async () => {
    await describeInstance({ embeddedIssuer: false });
    expect(await runCli(order, env)).toMatchObject({ code: 1, err: expect.stringContaining("embedded mode only") });
    const never = await runCli(order, { LATCHKEY_HOME: join(home, "nothing") });
    expect(never).toMatchObject({ code: 1, out: "", err: expect.stringContaining("has never run") });
    await writeFile(join(home, "settings.json"), "{");
    expect(await runCli(order, env)).toMatchObject({ code: 1, err: expect.stringContaining("is damaged") });
  });
});

describe("audit verify", () => {
  beforeEach(async () => {
    await asAdmin(`
      TRUNCATE audit_events, audit_heads;
      SELECT append_audit('request:' || s, NULL, 'event ' || s || ' ' || n) FROM generate_series(1, 3) s, generate_series(1, 4) n`);
  });

  test("finds the record of this home intact, as the auditor", async () => {
    const { code, out } = await runCli(["audit", "verify"], env);
    const unsealed = "No checkpoint seals it: what is cut off with its head cannot be seen.\n";
    expect([code, out]).toEqual([0, `Intact: 12 events in 3 streams.\n${unsealed}`]);
  });

  test("cries no wolf while events are written", async () => {
    let isDone = false;
    const writing = (async () => {
      while (!isDone) await asAdmin("SELECT append_audit('request:1', NULL, 'more') FROM generate_series(1, 50)");
    })();
    for (let round = 0; round < 5; round += 1) expect((await runCli(["audit", "verify"], env)).code).toBe(0);
    isDone = true;
    await writing;
  });

  const crimes = {
    edit: "UPDATE audit_events SET text = 'nothing happened' WHERE stream = 'request:2' AND seq = 2",
    delete: "DELETE FROM audit_events WHERE stream = 'request:2' AND seq = 2",
    reorder: `UPDATE audit_events SET seq = 9 WHERE stream = 'request:2' AND seq = 2;
      UPDATE audit_events SET seq = 2 WHERE stream = 'request:2' AND seq = 3;
      UPDATE audit_events SET seq = 3 WHERE stream = 'request:2' AND seq = 9`,
    truncate: "DELETE FROM audit_events WHERE stream = 'request:2' AND seq = 4",
  };

  test.for(Object.entries(crimes))("finds %s, in the ledger and in its export", async ([, crime]) => {
    await asAdmin(crime);
    const path = join(home, "audit.jsonl");
    expect((await runCli(["audit", "export", "--out", path], env)).code).toBe(0);
    for (const argv of [
      ["audit", "verify"],
      ["audit", "verify", "--file", path],
    ]) {
      const { code, out, err } = await runCli(argv, env);
      expect([code, err]).toEqual([1, expect.stringContaining("Not intact")]);
      expect(out).toContain("request:2");
      expect(out).not.toMatch(/request:[13]/);
    }
  });

  test("verifies an export where no ledger is, and finds what was done to the file", async () => {
    const path = join(home, "audit.jsonl");
    await runCli(["audit", "export", "--out", path], env);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const away = { LATCHKEY_HOME: "/nonexistent" };
    const verify = () => runCli(["audit", "verify", "--file", path, "--json"], away);
    const intact = await verify();
    const counts = { streams: 3, events: 12, checkpoints: 0, unsealed: 12, signatures: "unchecked" };
    expect([intact.code, JSON.parse(intact.out)]).toEqual([0, { intact: true, ...counts, findings: [] }]);
    const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
    const changes = [
      (all: string[]) => all.map((line) => line.replace("event 3 2", "event 3 X")),
      (all: string[]) => all.filter((line) => !line.includes("event 3 2")),
      (all: string[]) => all.filter((line) => !line.includes("event 3 4")),
      (all: string[]) => [...all].reverse(),
      (all: string[]) => all.filter((line) => !(line.includes('"head"') && line.includes("request:3"))),
    ];
    for (const change of changes) {
      await writeFile(path, `${change(lines).join("\n")}\n`);
      const { code, out } = await verify();
      expect([code, JSON.parse(out).intact]).toEqual([1, false]);
    }
    for (const junk of ["", "{}", `${lines[0]}\n${lines[0]}`, "\u0000"]) {
      await writeFile(path, junk);
      expect(await verify()).toMatchObject({ code: 1, out: "", err: expect.stringMatching(/is empty|no line of/) });
    }
    expect((await runCli(["audit", "verify", "--file", "/nonexistent"], env)).err).toContain("cannot be read");
  });

  test("overwrites no export, and tells a ledger that does not answer", async () => {
    const path = join(home, "audit.jsonl");
    await writeFile(path, "mine");
    expect((await runCli(["audit", "export", "--out", path], env)).err).toContain("exists already");
    await describeInstance({ databaseUrlFiles: { auditor: join(home, "secrets/target-admin-url") } });
    const { code, err } = await runCli(["audit", "verify"], env);
    expect([code, err]).toEqual([1, expect.stringContaining("is Latchkey running?")]);
    expect(await readFile(path, "utf8")).toBe("mine");
  });
});

test("db grants gives the roles exactly the rights that the migrations give, however often it is run", async () => {
  await using database = await createLedgerDatabase();
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  const rights = async () => (await owner.query(privilegesOfGroups)).rows.map(({ right }) => String(right));
  const granted = await rights();
  expect(granted.length).toBeGreaterThan(50);
  for (const schema of ["public", "reveal_api", "bullmq"]) {
    await owner.query(`
      REVOKE ALL ON ALL TABLES IN SCHEMA ${schema} FROM latchkey_web, latchkey_worker, latchkey_reveal, latchkey_auditor;
      REVOKE ALL ON ALL SEQUENCES IN SCHEMA ${schema} FROM latchkey_web, latchkey_worker, latchkey_reveal, latchkey_auditor;
      REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ${schema} FROM latchkey_web, latchkey_worker, latchkey_reveal, latchkey_auditor;
      REVOKE ALL ON SCHEMA ${schema} FROM latchkey_web, latchkey_worker, latchkey_reveal, latchkey_auditor`);
  }
  expect(await rights()).toEqual([]);
  const { code, out } = await runCli(["db", "grants"]);
  expect(code).toBe(0);
  for (let time = 0; time < 2; time += 1) await owner.query(out);
  expect(await rights()).toEqual(granted);

  // Before the first migration it makes the roles and nothing else.
  await owner.query("DROP SCHEMA public, reveal_api, bullmq CASCADE; CREATE SCHEMA public");
  await owner.query(out);
  await owner.end();
});

const privilegesOfGroups = `
  WITH acls AS (
    SELECT 'relation ' || oid::regclass AS object, relacl AS acl FROM pg_class
    UNION ALL SELECT 'column ' || attrelid::regclass || '.' || attname, attacl FROM pg_attribute WHERE attacl IS NOT NULL
    UNION ALL SELECT 'function ' || oid::regprocedure, proacl FROM pg_proc
    UNION ALL SELECT 'schema ' || nspname, nspacl FROM pg_namespace)
  SELECT object || ' ' || grantee::regrole || ' ' || privilege_type AS right
  FROM acls, aclexplode(acl) WHERE grantee <> 0 AND grantee::regrole::text LIKE 'latchkey_%' AND grantee::regrole::text <> 'latchkey_migrator'
  ORDER BY 1`;

describe("doctor", () => {
  async function findings(change: Record<string, string> = {}): Promise<{ code: number; all: Finding[] }> {
    const { code, out } = await runCli(["doctor", "--json"], { ...env, ...change });
    return { code, all: JSON.parse(out) as Finding[] };
  }
  const levelOf = (all: readonly Finding[], subject: string) =>
    all.find((finding) => finding.subject === subject)?.level;

  test("finds every part that is well, says that this is embedded mode, and fails for what does not answer", async () => {
    const { code, all } = await findings();
    const failing = all.filter(({ level }) => level === "fail").map(({ subject }) => subject);
    expect(failing.sort()).toEqual(["OIDC issuer", "reveal", "web"]);
    expect(code).toBe(1);
    expect(levelOf(all, "embedded mode")).toBe("warn");
    const well = ["home", "secrets", "catalog", "key-encryption key", "device key", "back end embedded-postgres"];
    const databases = ["web", "worker", "reveal", "auditor"].map((role) => `database, ${role}`);
    for (const subject of [...well, ...databases]) expect(levelOf(all, subject), subject).toBe("ok");
    for (const { level, cure } of all) expect(level === "ok" || cure !== undefined).toBe(true);
  });

  test("warns of a back end that is not connected, with the one step that connects it, until its secret is there", async () => {
    const subject = "back end embedded-cache";
    const { all } = await findings();
    expect(all.find((finding) => finding.subject === subject)).toEqual({
      level: "warn",
      subject,
      message: "not connected",
      cure: expect.stringMatching(/^Install redis-server or valkey-server, or set CACHE_REDIS_URL/),
    });
    await writeFile(join(home, "secrets/cache-admin-url"), "redis://admin@127.0.0.1:1", { mode: 0o400 });
    expect(levelOf((await findings()).all, subject)).toBe("ok");
  });

  test("tells which queue the worker uses, whether it answers, and whether it may throw jobs away", async () => {
    const queueOf = async (change: Record<string, string>) =>
      (await findings(change)).all.find(({ subject }) => subject === "queue");
    expect(await queueOf({})).toMatchObject({ level: "ok", message: expect.stringContaining("PostgreSQL") });
    const away = await queueOf({ REDIS_URL: "redis://latchkey:hidden@127.0.0.1:1" });
    expect(away).toMatchObject({ level: "fail", message: expect.stringContaining("does not answer") });
    expect(JSON.stringify([away, await queueOf({ REDIS_URL: "http://hidden" })])).not.toContain("hidden");
    if (findRedisBinary() === null) return;
    await using redis = await startRedisServer();
    const where = `127.0.0.1:${redis.port}, keys latchkey:*`;
    expect(await queueOf({ REDIS_URL: redis.url })).toMatchObject({
      level: "ok",
      message: expect.stringContaining(where),
    });
    await askRedis(redis.url, "CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
    expect(await queueOf({ REDIS_URL: redis.url })).toMatchObject({
      level: "warn",
      message: expect.stringContaining("allkeys-lru"),
    });
  });

  test("prints a line for each finding, and what to do below it", async () => {
    const { out } = await runCli(["doctor"], env);
    expect(out).toMatch(/^ok {4}node: 24/);
    expect(out).toMatch(/^fail {2}web: .+\n {6}Start it/m);
    expect(out).not.toMatch(/postgres(ql)?:\/\//);
  });

  test("tells secrets that others can read", async () => {
    await chmod(join(home, "secrets/db-web"), 0o444);
    expect(levelOf((await findings()).all, "secrets")).toBe("fail");
  });

  test("tells keys that do not fit, are open to others, or are gone", async () => {
    const [keyFile = ""] = (await readFile(join(home, "kek/public/current.json"), "utf8")).match(/local-[\w-]+/) ?? [];
    await chmod(join(home, `kek/private/${keyFile}.json`), 0o444);
    expect(levelOf((await findings()).all, "key-encryption key")).toBe("fail");
    await makeHome();
    const other = await mkdtemp(join(tmpdir(), "latchkey-cli-kek-"));
    await createLocalKek(other);
    await cp(join(other, "public"), join(home, "kek/public"), { recursive: true });
    const { all } = await findings();
    expect([levelOf(all, "key-encryption key"), levelOf(all, "device key")]).toEqual(["fail", "fail"]);
    await rm(join(home, "kek/private/devices.json"));
    expect(levelOf((await findings()).all, "device key")).toBe("warn");
    await writeFile(join(home, "kek/public/current.json"), "{}");
    expect(levelOf((await findings()).all, "key-encryption key")).toBe("fail");
  });

  test("tells a login with more rights than its process may have, and a ledger that is gone", async () => {
    const files = instance.databaseUrlFiles as Record<string, string>;
    await describeInstance({
      databaseUrlFiles: { ...files, web: files.migrator, reveal: join(home, "secrets/target-admin-url") },
    });
    const { all } = await findings();
    expect(all.find(({ subject }) => subject === "database, web")).toMatchObject({
      level: "fail",
      message: expect.stringContaining("can read sealed payloads"),
    });
    expect(all.find(({ subject }) => subject === "database, reveal")).toMatchObject({
      level: "fail",
      message: expect.stringContaining("does not answer"),
    });
  });

  test("warns of one database role for all, and fails for it in production", async () => {
    await describeInstance({ databaseUrlFiles: null, embeddedLedger: false });
    const single = { DATABASE_URL: ledger.migrator };
    expect(levelOf((await findings(single)).all, "database roles")).toBe("warn");
    expect(levelOf((await findings({ ...single, NODE_ENV: "production" })).all, "database roles")).toBe("fail");
    const allowed = { ...single, NODE_ENV: "production", ALLOW_SINGLE_DB_ROLE: "1" };
    expect(levelOf((await findings(allowed)).all, "database roles")).toBe("warn");
  });

  test("names file and line of a catalog that is not valid", async () => {
    const catalogDir = join(home, "catalog");
    await cp("catalog", catalogDir, { recursive: true });
    await writeFile(join(catalogDir, "teams.yaml"), "teams: 7\n");
    await describeInstance({ catalogDir });
    const found = (await findings()).all.find(({ subject }) => subject === "catalog");
    expect(found).toMatchObject({ level: "fail", message: expect.stringMatching(/teams\.yaml:1: /) });
  });

  test("tells settings that are not valid, origins that are not safe, and a home that is not there", async () => {
    expect((await findings({ LEASE_SECONDS: "soon" })).all).toEqual([
      expect.objectContaining({
        level: "fail",
        subject: "settings",
        message: expect.stringContaining("LEASE_SECONDS"),
      }),
    ]);
    const url = "http://latchkey.example";
    const elsewhere = { LATCHKEY_HOME: "/nonexistent", LATCHKEY_PUBLIC_URL: url, LATCHKEY_REVEAL_URL: url };
    const { all } = await findings(elsewhere);
    const failing = all.filter(({ level }) => level === "fail").map(({ subject }) => subject);
    expect(failing).toEqual(
      expect.arrayContaining(["home", "LATCHKEY_PUBLIC_URL", "LATCHKEY_REVEAL_URL", "OIDC issuer"]),
    );
  });
});
