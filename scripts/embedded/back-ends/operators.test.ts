import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { BackEndInput } from "#scripts/embedded/back-ends/open-back-ends.ts";
import { openOperators } from "#scripts/embedded/back-ends/operators.ts";
import { withoutSecrets } from "#scripts/embedded/children/secret-setting.ts";
import { homePaths } from "#scripts/embedded/home/home-paths.ts";

let folder: string;
let told: string[];
const secret = (name: string) => join(folder, "home/secrets", name);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "latchkey-operators-"));
  await mkdir(join(folder, "home/secrets"), { recursive: true });
  await write("backends.yaml", "backends:\n  - name: x\n    adminSecretFile: secrets/mariadb-admin-url\n");
  told = [];
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

async function write(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

async function open(): Promise<void> {
  const home = { paths: homePaths(join(folder, "home")) };
  const input = { settings: { CATALOG_DIR: folder }, home, tell: (sentence: string) => told.push(sentence) };
  await openOperators(input as unknown as BackEndInput);
}

describe("the server of an operator's", () => {
  it("is connected by the setting that is named as its secret is, by value or by file, for nobody else to read", async () => {
    const listener = createServer().listen(0, "127.0.0.1");
    await once(listener, "listening");
    const url = `mariadb://admin:s3cr3t@127.0.0.1:${(listener.address() as AddressInfo).port}`;
    vi.stubEnv("MARIADB_ADMIN_URL", url);
    await open();
    expect(await readFile(secret("mariadb-admin-url"), "utf8")).toBe(url);
    expect((await stat(secret("mariadb-admin-url"))).mode & 0o077).toBe(0);
    vi.stubEnv("MARIADB_ADMIN_URL", "");
    vi.stubEnv("MARIADB_ADMIN_URL_FILE", await write("url", `${url}?tls=require\n`));
    await open();
    expect(await readFile(secret("mariadb-admin-url"), "utf8")).toBe(`${url}?tls=require`);
    expect(told).toEqual([]);
    listener.close();
  });

  it("is connected likewise where it is a management API that an admin logs in to", async () => {
    await write("backends.yaml", "backends:\n  - name: x\n    adminSecretFile: secrets/rabbitmq-management-url\n");
    vi.stubEnv("RABBITMQ_MANAGEMENT_URL", "https://admin:s3cr3t@queue.invalid");
    await open();
    expect(await readFile(secret("rabbitmq-management-url"), "utf8")).toBe("https://admin:s3cr3t@queue.invalid");
    expect(told).toEqual([]);
  });

  it("is gone from the home with its setting, or with its back end; what an operator put there by hand stays", async () => {
    vi.stubEnv("MARIADB_ADMIN_URL", "mariadb://admin:s3cr3t@db.invalid");
    await open();
    vi.stubEnv("MARIADB_ADMIN_URL", "");
    await open();
    expect(existsSync(secret("mariadb-admin-url"))).toBe(false);
    vi.stubEnv("MARIADB_ADMIN_URL", "mariadb://admin:s3cr3t@db.invalid");
    await open();
    await write("backends.yaml", "backends: []\n");
    await open();
    expect(existsSync(secret("mariadb-admin-url"))).toBe(false);
    await writeFile(secret("mariadb-admin-url"), "by hand");
    await open();
    expect(await readFile(secret("mariadb-admin-url"), "utf8")).toBe("by hand");
  });

  it.each([
    ["mariadb://admin:s3cr3t@127.0.0.1:1", "nothing listens there"],
    ["s3cr3t", "it is not a URL such as scheme://USER:PASSWORD@HOST:PORT"],
  ])("is said not to answer, without the secret: %s", async (url, reason) => {
    vi.stubEnv("MARIADB_ADMIN_URL", url);
    await open();
    expect(told).toEqual([`MARIADB_ADMIN_URL does not lead to a server: ${reason}.`]);
    expect(existsSync(secret("mariadb-admin-url"))).toBe(true);
  });

  it("keeps the secrets that Latchkey itself makes out of it", async () => {
    await write(
      "backends.yaml",
      "    adminSecretFile: secrets/target-admin-url\n    adminSecretFile: secrets/cache-admin-url\n",
    );
    await writeFile(secret("target-admin-url"), "made");
    vi.stubEnv("TARGET_ADMIN_URL", "postgresql://evil");
    vi.stubEnv("CACHE_ADMIN_URL", "redis://evil");
    await open();
    expect(await readFile(secret("target-admin-url"), "utf8")).toBe("made");
    expect(existsSync(secret("cache-admin-url"))).toBe(false);
  });

  it("is unknown to the processes that the start makes: they get none of these settings", () => {
    const env = { MARIADB_ADMIN_URL: "x", RABBITMQ_MANAGEMENT_URL: "z", SOMETHING_ADMIN_URL_FILE: "y", PATH: "/bin" };
    expect(withoutSecrets(env)).toEqual({ PATH: "/bin" });
  });
});
