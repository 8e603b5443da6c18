import { readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test as plainTest, vi } from "vitest";
import { homePaths } from "#scripts/embedded/home/home-paths.ts";
import { createLedgerDatabase } from "#tests/harness/ledger.ts";
import { findChildren } from "#tests/embedded/processes.ts";
import { queryHome } from "#tests/embedded/home-database.ts";
import { killLeftovers } from "#tests/embedded/kill-leftovers.ts";
import { makePlace, startSupervisor, type Place, type SupervisorProcess } from "#tests/embedded/supervisor-process.ts";
import { test } from "#tests/embedded/with-place.ts";

// Each test starts real servers and processes, several of them more than once.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const mode = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

describe("a home", () => {
  let place: Place;
  let supervisor: SupervisorProcess;
  beforeAll(async () => {
    place = await makePlace();
    supervisor = startSupervisor(place, { LATCHKEY_ONLY: "idp,worker" });
    await supervisor.ready;
  });
  afterAll(() => killLeftovers(place, [supervisor]));

  plainTest("shuts out everybody whom its parts do not concern", async () => {
    expect(await mode(place.home)).toBe("711");
    for (const name of ["secrets", "idp", "mail", "logs", "run", "system", "target", "kek/private", "audit"]) {
      expect(await mode(join(place.home, name)), name).toBe("700");
    }
    const secrets = await readdir(join(place.home, "secrets"));
    expect(secrets.length).toBeGreaterThan(8);
    for (const name of secrets) expect(await mode(join(place.home, "secrets", name)), name).toBe("400");
    expect(await mode(join(place.home, "idp/jwks.json"))).toBe("400");
    expect(await mode(join(place.home, "audit/signing-key.json"))).toBe("400");
    expect(await mode(join(place.home, "settings.json"))).toBe("600");
  });

  plainTest.runIf(process.platform === "linux")("shows no secret in a command line or an environment", async () => {
    const directory = join(place.home, "secrets");
    const texts = await Promise.all((await readdir(directory)).map((name) => readFile(join(directory, name), "utf8")));
    const secrets = texts.map((text) => (URL.canParse(text) ? new URL(text).password || new URL(text).username : text));
    const pids = [supervisor.child.pid, ...findChildren(supervisor.child.pid).map(({ pid }) => pid)];
    expect(pids).toHaveLength(4);
    for (const pid of pids) {
      const seen = (await readFile(`/proc/${pid}/environ`, "utf8")) + (await readFile(`/proc/${pid}/cmdline`, "utf8"));
      expect(secrets.filter((secret) => seen.includes(secret))).toEqual([]);
    }
  });

  plainTest("gives the worker a target role that is no superuser, and everybody else no way in", async () => {
    const about = "SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user";
    const [role] = await queryHome(place.home, "target-admin-url", about);
    expect(role).toEqual({ rolsuper: false, rolcreatedb: true, rolcreaterole: true });
    const anybody = "datallowconn AND has_database_privilege('public', datname, 'CONNECT')";
    const open = await queryHome(place.home, "target-admin-url", `SELECT datname FROM pg_database WHERE ${anybody}`);
    expect(open).toEqual([]);
  });

  plainTest(
    "says once that it is ready, how to sign in, what the mode is not for, and comes back the same",
    async () => {
      const read = () => readFile(join(place.home, "secrets/target-admin-url"), "utf8");
      const before = await read();
      const { stdout, code } = await supervisor.stop();
      expect(code).toBe(0);
      expect(stdout.split("\n").filter((line) => line.startsWith("Latchkey ready"))).toEqual([
        `Latchkey ready http://127.0.0.1:${place.env.PORT}`,
      ]);
      expect(stdout).toContain("dana@latchkey.test");
      expect(stdout).toContain("Embedded mode, for evaluation and development");
      supervisor = startSupervisor(place);
      await supervisor.ready;
      expect(await read()).toBe(before);
      expect(await queryHome(place.home, "target-admin-url", "SHOW port")).toEqual([{ port: new URL(before).port }]);
    },
  );

  plainTest("answers over its Unix socket also below a path too long for one", async () => {
    const place = await makePlace();
    const home = join(place.home, "long".repeat(25));
    const deep = { home, env: { ...place.env, LATCHKEY_HOME: home } };
    const supervisor = startSupervisor(deep);
    try {
      await supervisor.ready;
      expect(await queryHome(home, "db-worker", "SELECT 1 AS one")).toEqual([{ one: 1 }]);
      expect((await supervisor.stop()).code).toBe(0);
    } finally {
      await killLeftovers(deep, [supervisor]);
      await killLeftovers(place, []);
      await rm(homePaths(home).shortSockets ?? "", { recursive: true, force: true });
    }
  });
});

test("two instances run side by side", async ({ embedded }) => {
  const other = await makePlace();
  const [one, two] = [embedded.start(), startSupervisor(other)];
  try {
    await Promise.all([one.ready, two.ready]);
    await queryHome(embedded.place.home, "target-admin-url", "CREATE DATABASE mine");
    const found = await queryHome(
      other.home,
      "target-admin-url",
      "SELECT datname FROM pg_database WHERE datname = 'mine'",
    );
    expect(found).toEqual([]);
  } finally {
    await killLeftovers(other, [two]);
  }
});

describe("on the operator's ledger", () => {
  test("makes no system cluster and hands each process its own login", async ({ embedded }) => {
    const ledger = await createLedgerDatabase();
    const urls = {
      DATABASE_URL_WEB: ledger.web,
      DATABASE_URL_WORKER: ledger.worker,
      DATABASE_URL_REVEAL: ledger.reveal,
    };
    const supervisor = embedded.start({ DATABASE_URL: ledger.migrator, ...urls, LATCHKEY_ONLY: "idp,worker" });
    await supervisor.ready;
    expect(await readdir(embedded.place.home)).not.toContain("system");
    const worker = findChildren(supervisor.child.pid).find(({ command }) => command.includes("workers/main.ts"));
    const environment = await readFile(`/proc/${worker?.pid}/environ`, "utf8").catch(() => "DATABASE_URL_WORKER=");
    expect(environment).toContain("DATABASE_URL_WORKER=");
    expect(environment).not.toMatch(/DATABASE_URL(_WEB|_REVEAL)?=/);
    expect((await supervisor.stop()).stderr).not.toContain("with all the migrator's rights");
  });

  test("warns when all processes share the migrator's rights", async ({ embedded }) => {
    const ledger = await createLedgerDatabase();
    const supervisor = embedded.start({ DATABASE_URL: ledger.migrator });
    await supervisor.ready;
    expect(supervisor.stderr()).toContain(
      "Without DATABASE_URL_WEB, DATABASE_URL_WORKER, DATABASE_URL_REVEAL these processes use DATABASE_URL",
    );
  });
});
