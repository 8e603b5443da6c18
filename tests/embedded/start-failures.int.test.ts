import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmod, cp, mkdir, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import pg from "pg";
import { describe, type ExpectStatic, vi } from "vitest";
import { freePort } from "#scripts/embedded/postgres/free-port.ts";
import { createLedgerDatabase } from "#tests/harness/ledger.ts";
import type { End } from "#tests/embedded/supervisor-process.ts";
import { test } from "#tests/embedded/with-place.ts";

// Each test starts real servers and processes, several of them more than once.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const isRoot = process.getuid?.() === 0;

function expectSentence(expect: ExpectStatic, end: End, pattern: RegExp): void {
  expect(end.stderr).toMatch(pattern);
  expect(end.stderr.trimEnd().split("\n")).toHaveLength(1);
  expect(end.stderr).not.toMatch(/^\s+at /m);
  expect(end.stdout).toBe("");
  expect(end.code).toBe(1);
}

/** A database without a ledger, that every login of the cluster may enter. */
async function createEmptyDatabase(adminUrl: string): Promise<string> {
  const name = `empty_${randomBytes(8).toString("hex")}`;
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  return name;
}

describe.concurrent("refuses to start, in one sentence,", () => {
  test.for(["PORT", "REVEAL_PORT", "IDP_PORT", "PG_PORT"])("on a taken %s", async (setting, { embedded, expect }) => {
    const port = await freePort();
    const server = createServer().listen(port, "127.0.0.1");
    await once(server, "listening");
    const end = await embedded.fail({ [setting]: String(port) });
    server.close();
    expectSentence(
      expect,
      end,
      new RegExp(`Port ${port} is in use by another program: set ${setting} to a free port\\.`),
    );
  });

  test("when two settings name one port", async ({ embedded, expect }) => {
    const end = await embedded.fail({ REVEAL_PORT: embedded.place.env.PORT });
    expectSentence(expect, end, /PORT and REVEAL_PORT are both \d+: give each a port of its own\./);
  });

  test("when a setting is no port", async ({ embedded, expect }) => {
    expectSentence(expect, await embedded.fail({ PORT: "http" }), /The setting PORT is not valid/);
  });

  test.for(["http://portal.example", "http://192.0.2.1:3000", "https://127.0.0.1"])(
    "on the public URL %s without an issuer of the operator's",
    async (url, { embedded, expect }) => {
      const end = await embedded.fail({ LATCHKEY_PUBLIC_URL: url });
      expectSentence(
        expect,
        end,
        /LATCHKEY_PUBLIC_URL .* is not a loopback address: set OIDC_ISSUER to your issuer first\./,
      );
      await expect(stat(embedded.place.home)).rejects.toMatchObject({ code: "ENOENT" });
    },
  );

  test("in production with one database role", async ({ embedded, expect }) => {
    const end = await embedded.fail({ NODE_ENV: "production", DATABASE_URL: "postgresql://a:b@127.0.0.1/c" });
    expectSentence(
      expect,
      end,
      /set DATABASE_URL_WEB, DATABASE_URL_WORKER, DATABASE_URL_REVEAL, or ALLOW_SINGLE_DB_ROLE=1\./,
    );
  });

  test("when a process's URL comes without the migrator's", async ({ embedded, expect }) => {
    const end = await embedded.fail({ DATABASE_URL_WEB: "postgresql://a:b@127.0.0.1/c" });
    expectSentence(expect, end, /DATABASE_URL_WEB is set and DATABASE_URL is not/);
  });

  test("when DATABASE_URL is no connection string, without repeating it", async ({ embedded, expect }) => {
    const end = await embedded.fail({ DATABASE_URL: "hunter2", ALLOW_SINGLE_DB_ROLE: "1" });
    expect(end.stderr).toMatch(/DATABASE_URL is not a connection string/);
    expect(end.stderr).not.toContain("hunter2");
    expect(end.code).toBe(1);
  });

  test("when nothing listens at DATABASE_URL", async ({ embedded, expect }) => {
    const url = `postgresql://latchkey:hunter2@127.0.0.1:${await freePort()}/latchkey`;
    const urls = { DATABASE_URL: url, DATABASE_URL_WEB: url, DATABASE_URL_WORKER: url, DATABASE_URL_REVEAL: url };
    const end = await embedded.fail(urls);
    expectSentence(
      expect,
      end,
      /DATABASE_URL does not lead to a database \(127\.0\.0\.1:\d+\): nothing listens there\./,
    );
    expect(end.stderr).not.toContain("hunter2");
  });

  test("when the database refuses the login of one process", async ({ embedded, expect }) => {
    const ledger = await createLedgerDatabase();
    const wrong = new URL(ledger.web);
    wrong.password = "hunter2";
    const urls = {
      DATABASE_URL_WEB: wrong.href,
      DATABASE_URL_WORKER: ledger.worker,
      DATABASE_URL_REVEAL: ledger.reveal,
    };
    const end = await embedded.fail({ DATABASE_URL: ledger.migrator, ...urls });
    expectSentence(expect, end, /DATABASE_URL_WEB does not lead to a database .*password authentication failed/);
    expect(end.stderr).not.toContain("hunter2");
  });

  test("when the migrator may not make roles and tables", async ({ embedded, expect }) => {
    const ledger = await createLedgerDatabase();
    const url = new URL(ledger.web);
    url.pathname = `/${await createEmptyDatabase(ledger.url)}`;
    const urls = { DATABASE_URL_WEB: url.href, DATABASE_URL_WORKER: url.href, DATABASE_URL_REVEAL: url.href };
    const end = await embedded.fail({ DATABASE_URL: url.href, ...urls });
    expectSentence(expect, end, /The ledger cannot be brought up to date: .*permission denied/);
  });

  test("when the home is a file", async ({ embedded, expect }) => {
    await writeFile(embedded.place.home, "mine");
    expectSentence(expect, await embedded.fail(), /LATCHKEY_HOME .*home is not a directory\./);
  });

  test("when the home holds somebody's files, and leaves them alone", async ({ embedded, expect }) => {
    await mkdir(embedded.place.home);
    await writeFile(join(embedded.place.home, "thesis.txt"), "mine");
    expectSentence(expect, await embedded.fail(), /holds other files and no home\.json: choose an empty directory\./);
    expect(await readdir(embedded.place.home)).toEqual(["thesis.txt"]);
  });

  test("on a home.json that is damaged", async ({ embedded, expect }) => {
    await mkdir(embedded.place.home);
    await writeFile(join(embedded.place.home, "home.json"), '{"format":1,"ma');
    expectSentence(
      expect,
      await embedded.fail(),
      /home\.json is damaged: restore it from a backup, or use another LATCHKEY_HOME\./,
    );
  });

  test("on a home of a newer format", async ({ embedded, expect }) => {
    await mkdir(embedded.place.home);
    await writeFile(join(embedded.place.home, "home.json"), '{"format":2}');
    expectSentence(expect, await embedded.fail(), /home\.json was written by a newer Latchkey/);
  });

  test("on a catalog that is broken, in the words of the process that read it", async ({ embedded, expect }) => {
    const catalog = join(dirname(embedded.place.home), "catalog");
    await cp("catalog", catalog, { recursive: true });
    await writeFile(join(catalog, "environments.yaml"), "environments: [");
    const end = await embedded.fail({ CATALOG_DIR: catalog, LATCHKEY_ONLY: "worker" });
    expectSentence(
      expect,
      end,
      /The worker process ended \(exit code 1\): .*environments\.yaml.*\(more in .*worker\.log\)\./,
    );
  });

  test.runIf(isRoot)(
    "when the database user cannot reach the home, naming what shuts it out",
    async ({ embedded, expect }) => {
      await chmod(dirname(embedded.place.home), 0o700);
      const end = await embedded.fail();
      const sentence =
        /PostgreSQL refuses to run as root, and the user \w+ that runs it instead cannot enter \S+; set LATCHKEY_HOME/;
      expectSentence(expect, end, sentence);
      expect(end.stderr).toContain(`cannot enter ${dirname(embedded.place.home)};`);
      await expect(stat(embedded.place.home)).rejects.toMatchObject({ code: "ENOENT" });
    },
  );

  test.runIf(isRoot)("on a read-only disk", async ({ embedded, expect, skip }) => {
    const disk = join(dirname(embedded.place.home), "disk");
    await mkdir(disk);
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "ro", "tmpfs", disk], { stdio: "ignore" });
    } catch {
      skip("this machine does not let root mount a read-only disk");
    }
    const end = await embedded.fail({ LATCHKEY_HOME: join(disk, "home") });
    execFileSync("umount", [disk]);
    expectSentence(
      expect,
      end,
      /Latchkey cannot use \S+disk\/home: the disk is read-only \(EROFS\)\. Set LATCHKEY_HOME/,
    );
  });

  test.runIf(!isRoot)("in a directory that its user may not write", async ({ embedded, expect }) => {
    await chmod(dirname(embedded.place.home), 0o555);
    const end = await embedded.fail();
    await chmod(dirname(embedded.place.home), 0o755);
    expectSentence(
      expect,
      end,
      /Latchkey cannot use \S+home: this user lacks the permission \(EACCES\)\. Set LATCHKEY_HOME/,
    );
  });

  test("through a symbolic link that leads nowhere", async ({ embedded, expect }) => {
    await symlink(join(dirname(embedded.place.home), "gone"), embedded.place.home);
    const end = await embedded.fail();
    await rm(embedded.place.home);
    expectSentence(expect, end, /LATCHKEY_HOME .*home is not a directory\./);
  });
});
