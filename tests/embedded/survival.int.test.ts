import { spawn } from "node:child_process";
import { chown, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, vi } from "vitest";
import { findPostmaster } from "#scripts/embedded/postgres/find-postmaster.ts";
import { findChildren, isAlive, listProcesses } from "#tests/embedded/processes.ts";
import { queryHome } from "#tests/embedded/home-database.ts";
import { makeHome, type MadeHome } from "#tests/embedded/made-home.ts";
import type { SupervisorProcess } from "#tests/embedded/supervisor-process.ts";
import { test, type PlaceFixture } from "#tests/embedded/with-place.ts";

// Each test starts real servers and processes, several of them more than once.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const soon = { timeout: 60_000, interval: 50 };
const clusters = ["system", "target"] as const;
const postmasterOf = (home: string, cluster: string) => findPostmaster(join(home, cluster, "data"))?.pid;

/** Leaves a mark in both clusters. */
async function leaveMarks(home: string): Promise<void> {
  await queryHome(
    home,
    "db-migrator",
    "INSERT INTO quotas(team, environment, template_id) VALUES ('kept', 'dev', 't')",
  );
  await queryHome(home, "target-admin-url", "CREATE DATABASE kept");
}

async function expectMarks(home: string): Promise<void> {
  expect(await queryHome(home, "db-web", "SELECT team FROM quotas")).toEqual([{ team: "kept" }]);
  const found = await queryHome(home, "target-admin-url", "SELECT datname FROM pg_database WHERE datname = 'kept'");
  expect(found).toEqual([{ datname: "kept" }]);
}

async function issuerAnswers(idpPort: string): Promise<boolean> {
  return fetch(`http://127.0.0.1:${idpPort}/healthz`).then(
    (response) => response.ok,
    () => false,
  );
}

function issuerOf({ child }: SupervisorProcess): number {
  const found = findChildren(child.pid).find(({ command }) => command.includes("idp/main.ts"));
  if (found === undefined) throw new Error("the issuer does not run");
  return found.pid;
}

let made: MadeHome;

beforeAll(async () => {
  made = await makeHome();
});

afterAll(() => made.remove());

/** Starts in a copy of a home that was made before, which costs a fraction of a first start. */
async function startAgain({ place, start }: PlaceFixture): Promise<SupervisorProcess> {
  made.copyTo(place.home);
  const supervisor = start();
  await supervisor.ready;
  return supervisor;
}

describe("a home survives kill -9", () => {
  test("of a process, which is started again", async ({ embedded }) => {
    const supervisor = await startAgain(embedded);
    for (const round of [1, 2]) {
      const pid = issuerOf(supervisor);
      process.kill(pid, "SIGKILL");
      await vi.waitFor(() => expect(issuerOf(supervisor)).not.toBe(pid), soon);
      await vi.waitFor(async () => expect(await issuerAnswers(embedded.place.env.IDP_PORT)).toBe(true), soon);
      expect(supervisor.stderr().match(/The idp process ended \(signal SIGKILL\)/g)).toHaveLength(round);
    }
  });

  test("of the database servers, which are started again with everything committed", async ({ embedded }) => {
    const { home } = embedded.place;
    const supervisor = await startAgain(embedded);
    await leaveMarks(home);
    const before = clusters.map((cluster) => postmasterOf(home, cluster));
    for (const pid of before) process.kill(pid ?? 0, "SIGKILL");
    await vi.waitFor(() => {
      for (const [index, cluster] of clusters.entries()) {
        expect(postmasterOf(home, cluster)).toBeTypeOf("number");
        expect(postmasterOf(home, cluster)).not.toBe(before[index]);
      }
    }, soon);
    await vi.waitFor(() => expectMarks(home), soon);
    expect((await supervisor.stop()).code).toBe(0);
  });

  test("of the supervisor: its processes end, its servers are taken over", async ({ embedded }) => {
    const { home } = embedded.place;
    const first = await startAgain(embedded);
    await leaveMarks(home);
    const servers = clusters.map((cluster) => postmasterOf(home, cluster));
    const issuer = issuerOf(first);
    await first.stop("SIGKILL");
    const second = embedded.start();
    await second.ready;
    expect(isAlive(issuer)).toBe(false);
    expect(clusters.map((cluster) => postmasterOf(home, cluster))).toEqual(servers);
    await expectMarks(home);
    expect((await second.stop()).code).toBe(0);
    expect(clusters.map((cluster) => postmasterOf(home, cluster))).toEqual([undefined, undefined]);
  });

  test("of everything at once", async ({ embedded }) => {
    const { home } = embedded.place;
    const first = await startAgain(embedded);
    await leaveMarks(home);
    const victims = [first.child.pid, issuerOf(first), ...clusters.map((cluster) => postmasterOf(home, cluster))];
    for (const pid of victims) process.kill(pid ?? 0, "SIGKILL");
    const second = embedded.start();
    await second.ready;
    await expectMarks(home);
    expect((await second.stop()).code).toBe(0);
  });

  test.for([250, 1200])("%i ms into the first start", async (delayMs, { embedded }) => {
    const { home } = embedded.place;
    const first = embedded.start();
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    await first.stop("SIGKILL");
    const second = embedded.start();
    await second.ready;
    await leaveMarks(home);
    await expectMarks(home);
    expect((await second.stop()).code).toBe(0);
  });
});

test("does not take a stranger for its server when a process id was used again", async ({ embedded }) => {
  const { home } = embedded.place;
  const first = await startAgain(embedded);
  await first.stop();
  const data = join(home, "system/data");
  const { uid, gid } = await stat(data);
  const stranger = spawn("sleep", ["60"], { uid, gid, cwd: "/" });
  const file = join(data, "postmaster.pid");
  const socket = join(home, "system/socket");
  await writeFile(file, `${stranger.pid}\n${data}\n1\n5432\n${socket}\n\n\nready   \n`, { mode: 0o600 });
  await chown(file, uid, gid);
  await writeFile(`${socket}/.s.PGSQL.5432.lock`, `${stranger.pid}\n${data}\n1\n5432\n${socket}\n`);
  const second = embedded.start();
  await second.ready;
  expect(postmasterOf(home, "system")).not.toBe(stranger.pid);
  expect(isAlive(stranger.pid ?? 0)).toBe(true);
  stranger.kill();
});

test("refuses a home that another living supervisor has, which goes on undisturbed", async ({ embedded }) => {
  const first = await startAgain(embedded);
  const servers = clusters.map((cluster) => postmasterOf(embedded.place.home, cluster));
  const end = await embedded.fail({ PORT: "1", REVEAL_PORT: "2", IDP_PORT: "3" });
  expect(end.code).toBe(1);
  expect(end.stderr.trimEnd().split("\n")).toEqual([
    `${embedded.place.home} is in use by another Latchkey (process ${first.child.pid}): stop it first, or set LATCHKEY_HOME to another directory.`,
  ]);
  expect(clusters.map((cluster) => postmasterOf(embedded.place.home, cluster))).toEqual(servers);
  expect(await issuerAnswers(embedded.place.env.IDP_PORT)).toBe(true);
});

test("one of two supervisors that start at once gets the home", async ({ embedded }) => {
  const both = [embedded.start(), embedded.start()];
  const outcomes = await Promise.allSettled(both.map(({ ready }) => ready));
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const loser = both[outcomes.findIndex(({ status }) => status === "rejected")];
  expect((await loser?.ended)?.stderr).toMatch(/is in use by another Latchkey/);
});

test(
  "stops in order at SIGTERM within 25 seconds, even with a process that hangs",
  { timeout: 60_000 },
  async ({ embedded }) => {
    const supervisor = await startAgain(embedded);
    const issuer = issuerOf(supervisor);
    process.kill(issuer, "SIGSTOP");
    const startedAt = Date.now();
    expect((await supervisor.stop()).code).toBe(0);
    expect(Date.now() - startedAt).toBeLessThan(25_000);
    expect(isAlive(issuer)).toBe(false);
    for (const cluster of clusters) {
      expect(postmasterOf(embedded.place.home, cluster)).toBeUndefined();
      const log = await readFile(join(embedded.place.home, cluster, "server.log"), "utf8");
      expect(log.trimEnd().split("\n").at(-1)).toContain("database system is shut down");
    }
  },
);

test("a start waits for the one that is stopping in its home", async ({ embedded }) => {
  const first = await startAgain(embedded);
  // Keeps the first one draining for a while.
  const issuer = issuerOf(first);
  process.kill(issuer, "SIGSTOP");
  const stopped = first.stop();
  await vi.waitFor(() => expect(first.stderr()).toContain("Stopping"), soon);
  const second = embedded.start();
  await vi.waitFor(() => expect(second.stderr()).toContain(`is stopping there (process ${first.child.pid})`), soon);
  process.kill(issuer, "SIGCONT");
  expect((await stopped).code).toBe(0);
  await second.ready;
});

test("leaves nothing running when it is told to stop during its start", async ({ embedded }) => {
  const { home } = embedded.place;
  const supervisor = embedded.start();
  await vi.waitFor(() => stat(join(home, "system")), soon);
  expect((await supervisor.stop("SIGINT")).code).toBe(0);
  expect(listProcesses().filter(({ command }) => command.includes(home))).toEqual([]);
});
