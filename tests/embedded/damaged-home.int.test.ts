import { chmod, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, vi } from "vitest";
import { digestTree } from "#tests/embedded/digest-tree.ts";
import { makeHome, type MadeHome } from "#tests/embedded/made-home.ts";
import { test } from "#tests/embedded/with-place.ts";

// Each test starts real servers and processes, several of them more than once.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

interface Damage {
  readonly what: string;
  readonly to: (home: string) => Promise<void>;
  readonly sentence: RegExp;
}

const remove = (path: string) => (home: string) => rm(join(home, path));
const overwrite = (path: string, text: string) => async (home: string) => {
  // A secret is read-only, also to its owner.
  await chmod(join(home, path), 0o600);
  await writeFile(join(home, path), text);
};

const damages: readonly Damage[] = [
  { what: "home.json is gone", to: remove("home.json"), sentence: /home\.json is missing: restore it/ },
  {
    what: "a secret is gone",
    to: remove("secrets/system-superuser"),
    sentence: /system-superuser is missing or empty: restore/,
  },
  { what: "a login is gone", to: remove("secrets/db-web"), sentence: /db-web is missing or empty: restore it/ },
  {
    what: "a login is garbled",
    to: overwrite("secrets/db-web", "postgresql://web@"),
    sentence: /db-web is damaged: restore it/,
  },
  { what: "the issuer's key is gone", to: remove("idp/jwks.json"), sentence: /jwks\.json is missing: restore it/ },
  { what: "no key seals", to: remove("kek/public/current.json"), sentence: /current\.json is missing: restore it/ },
  { what: "no key opens", to: removePrivateKey, sentence: /The key file .*private.* is missing\./ },
  {
    what: "a cluster is no cluster",
    to: remove("system/data/PG_VERSION"),
    sentence: /data is damaged \(PG_VERSION is missing\)/,
  },
  {
    what: "a cluster is of another version",
    to: overwrite("target/data/PG_VERSION", "9.6\n"),
    sentence: /belongs to PostgreSQL 9\.6 and this Latchkey brings \d+: dump it with the old version/,
  },
  {
    what: "a cluster is torn",
    to: (home) => truncate(join(home, "system/data/global/pg_control"), 100),
    sentence: /The system database in .* does not start: could not read file "global\/pg_control"/,
  },
];

async function removePrivateKey(home: string): Promise<void> {
  for (const name of await readdir(join(home, "kek/private"))) await rm(join(home, "kek/private", name));
}

let original: MadeHome;

beforeAll(async () => {
  original = await makeHome();
});

afterAll(() => original.remove());

describe("a damaged home", () => {
  test.for(damages)(
    "is refused in one sentence and left as it is when $what",
    async ({ to, sentence }, { embedded }) => {
      const { home } = embedded.place;
      original.copyTo(home);
      await to(home);
      const before = await digestTree(home);
      const end = await embedded.fail();
      expect(end.stderr).toMatch(sentence);
      expect(end.stderr.trimEnd().split("\n")).toHaveLength(1);
      expect(end.code).toBe(1);
      expect(onlyTold(await digestTree(home), home)).toEqual(onlyTold(before, home));
    },
  );

  test("starts when nothing is wrong with the copy, so that the damage was the reason", async ({ embedded }) => {
    original.copyTo(embedded.place.home);
    const supervisor = embedded.start();
    await supervisor.ready;
    expect((await supervisor.stop()).code).toBe(0);
  });
});

/** What servers write whenever they run or try to, and the port file of a place of its own, are not compared. */
function onlyTold(lines: readonly string[], home: string): string[] {
  const own = new RegExp(
    `^${home}/(target/|system/(server\\.log|socket|data/(latchkey\\.conf|postmaster\\.pid))|secrets/(db-|target-admin-url))`,
  );
  return lines.filter((line) => !own.test(line));
}
