import { X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openAuthority } from "#scripts/embedded/back-ends/authority.ts";
import type { BackEnd } from "#scripts/embedded/back-ends/open-back-ends.ts";
import { homePaths } from "#scripts/embedded/home/home-paths.ts";
import type { Home } from "#scripts/embedded/home/open-home.ts";
import { freePort } from "#scripts/embedded/postgres/free-port.ts";
import type { Settings } from "#server/settings.ts";

let folder: string;
let home: Home;
let told: string[];
let running: BackEnd[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "latchkey-authority-"));
  const paths = homePaths(folder);
  for (const path of [paths.secrets, paths.logs]) await mkdir(path, { recursive: true });
  await cp("catalog", join(folder, "catalog"), { recursive: true });
  home = { paths, pkiPort: await freePort() } as Home;
  [told, running] = [[], []];
});
afterEach(async () => {
  await Promise.all(running.map((backEnd) => backEnd.stop()));
  await rm(folder, { recursive: true, force: true });
});

async function open(): Promise<BackEnd> {
  const settings = { CATALOG_DIR: join(folder, "catalog") } as Settings;
  const backEnd = await openAuthority({ settings, home, tell: (sentence) => told.push(sentence) });
  running.push(backEnd);
  return backEnd;
}

const secretFile = () => join(home.paths.secrets, "authority-admin-url");

async function describeRunning(): Promise<{ chain: string; zones: string[] }> {
  const { username, origin } = new URL(await readFile(secretFile(), "utf8"));
  const answer = await fetch(`${origin}/v1/authority`, { headers: { authorization: `Bearer ${username}` } });
  return (await answer.json()) as { chain: string; zones: string[] };
}

describe("the certificate authority of embedded mode", () => {
  it("starts with a root for evaluation, and permits the zones of the teams alone", async () => {
    await open();
    expect(told).toEqual([]);
    const { zones } = await describeRunning();
    expect(zones.toSorted()).toEqual(["payments.example.test", "platform.example.test", "search.example.test"]);
    for (const file of ["pki/intermediate.key", "pki/root-for-evaluation-only.key", "pki/admin-token"]) {
      expect((await stat(join(folder, file))).mode & 0o077).toBe(0);
    }
  });

  it("keeps its root, its port and its key at the next start, and takes in zones that came", async () => {
    await (await open()).stop();
    const before = await readFile(join(folder, "pki/chain.pem"), "utf8");
    const teams = join(folder, "catalog/teams.yaml");
    await writeFile(
      teams,
      (await readFile(teams, "utf8")).replace("[search.example.test]", "[search.example.test, find.example.test]"),
    );
    await open();
    const { chain, zones } = await describeRunning();
    expect(zones).toContain("find.example.test");
    const [old, now] = [before, chain].map((pem) => new X509Certificate(pem));
    expect(now?.publicKey.export({ format: "jwk" })).toEqual(old?.publicKey.export({ format: "jwk" }));
    expect(now?.subject).toBe(old?.subject);
    expect(chain.slice(-200)).toBe(before.slice(-200));
  });

  it("comes back by itself when it was killed", async () => {
    await open();
    const pid = Number(await readFile(join(folder, "pki/authority.pid"), "utf8"));
    process.kill(pid, "SIGKILL");
    await expect
      .poll(() => describeRunning().catch(() => null), { timeout: 20_000 })
      .toMatchObject({ zones: expect.any(Array) });
  });

  it("is left out where the catalog has no zones or another authority", async () => {
    await writeFile(join(folder, "catalog/teams.yaml"), "teams: [{ id: a, name: A, group: a }]\n");
    await open();
    expect(existsSync(secretFile())).toBe(false);
    await writeFile(secretFile(), "https://token@pki.example.net");
    await open();
    expect(await readFile(secretFile(), "utf8")).toBe("https://token@pki.example.net");
    expect(existsSync(home.paths.pki)).toBe(false);
  });
});
