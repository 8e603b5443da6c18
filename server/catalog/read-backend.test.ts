import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Backend } from "#domain/catalog/backend.ts";
import { readBackend } from "#server/catalog/read-backend.ts";
import { sampleCatalog } from "#tests/factories/sample-catalog.ts";

let home = "";

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "latchkey-home-"));
  await mkdir(join(home, "secrets"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true });
});

/** Reads the one back end of a catalog, with its secret written to the home. */
async function read(secret: string | null, change: Partial<Backend> = {}) {
  const [sample] = sampleCatalog().backends.values();
  if (sample === undefined) throw new Error("The sample has a back end.");
  const backend = { ...sample, ...change };
  if (secret !== null) await writeFile(join(home, "secrets/target-admin-url"), secret);
  const catalog = sampleCatalog({ backends: new Map([[backend.name, backend]]) });
  return readBackend({ catalog, settings: { LATCHKEY_HOME: home } }, "embedded-postgres");
}

const textOf = (connection: Awaited<ReturnType<typeof read>>) =>
  connection.adminSecret.use((bytes) => bytes.toString("utf8"));

const url = "postgresql://postgres:s3cret%40@127.0.0.1:5433/postgres";

describe("readBackend", () => {
  test("gives the secret without its last line break, and takes host and port from its URL", async () => {
    const connection = await read(`${url}\n`);
    expect(textOf(connection)).toBe(url);
    expect(connection).toMatchObject({ name: "embedded-postgres", settings: { host: "127.0.0.1", port: 5433 } });
  });

  test.each([
    ["postgresql://u:p@db.internal/postgres", { host: "db.internal" }],
    ["postgresql://u:p@[::1]:5432/postgres", { host: "::1", port: 5432 }],
    ["postgresql://db.internal:6000", { host: "db.internal", port: 6000 }],
    ["postgresql://u:p@db.internal:5432?sslmode=require", { host: "db.internal", port: 5432 }],
    ["postgresql:///postgres", {}],
    ["a token, not a URL", {}],
    ["", {}],
  ])("takes from %s what it says", async (secret, settings) => {
    expect((await read(secret)).settings).toEqual(settings);
  });

  test("the settings of the catalog win over the URL", async () => {
    const { settings } = await read(url, { settings: { host: "pg.example.com", sslmode: "verify-full" } });
    expect(settings).toEqual({ host: "pg.example.com", port: 5433, sslmode: "verify-full" });
  });

  test("prefers the file that the service manager hands over", async () => {
    vi.stubEnv("CREDENTIALS_DIRECTORY", home);
    await writeFile(join(home, "target-admin-url"), "postgresql://u:p@other:1/x");
    expect((await read(url)).settings).toEqual({ host: "other", port: 1 });
  });

  test("takes an absolute path as it is", async () => {
    const file = join(home, "elsewhere");
    await writeFile(file, "postgresql://u:p@absolute:1/x");
    expect((await read(url, { adminSecretFile: file })).settings).toMatchObject({ host: "absolute" });
  });

  test("wiping overwrites every byte, and printing shows none", async () => {
    const connection = await read(url);
    expect(`${inspect(connection, { depth: 9 })}${JSON.stringify(connection)}`).not.toContain("s3cret");
    connection.adminSecret.wipe();
    expect(textOf(connection)).toBe("\0".repeat(url.length));
  });

  test("says which back end has no secret, and stays retryable", async () => {
    await expect(read(null)).rejects.toMatchObject({
      code: "backend_unavailable",
      retryable: true,
      message: "The admin secret of back end embedded-postgres cannot be read (ENOENT).",
    });
  });

  test("says that the catalog has lost the back end", async () => {
    await expect(read(url, { name: "renamed" })).rejects.toMatchObject({
      code: "backend_unavailable",
      message: "The catalog has no back end embedded-postgres any more.",
    });
  });
});
