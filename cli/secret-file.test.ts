import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSecretFile } from "#cli/secret-file.ts";

let directory = "";
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "latchkey-secret-file-"));
});
afterEach(() => rm(directory, { recursive: true }));

test("makes a file of exactly 0600 that holds the content", async () => {
  const path = join(directory, "one.json");
  await (await createSecretFile(path, { force: false })).write(Buffer.from("secret"));
  expect(await readFile(path, "utf8")).toBe("secret");
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test("opens, follows and changes nothing that is there", async () => {
  const path = join(directory, "one.json");
  await writeFile(path, "old", { mode: 0o644 });
  await symlink(path, join(directory, "link.json"));
  await symlink(join(directory, "nowhere"), join(directory, "dangling.json"));
  for (const name of ["one.json", "link.json", "dangling.json"]) {
    await expect(createSecretFile(join(directory, name), { force: false })).rejects.toThrow("exists already");
  }
  expect(await readFile(path, "utf8")).toBe("old");
  expect((await readdir(directory)).length).toBe(3);
});

test("replaces with --force only once the content is written, with rights of its own", async () => {
  const path = join(directory, "one.json");
  await writeFile(path, "old", { mode: 0o644 });
  const given = await createSecretFile(path, { force: true });
  await given.discard();
  expect(await readFile(path, "utf8")).toBe("old");
  await (await createSecretFile(path, { force: true })).write(Buffer.from("new"));
  expect(await readFile(path, "utf8")).toBe("new");
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(directory)).toEqual(["one.json"]);
});

test("leaves nothing behind when it is discarded", async () => {
  await (await createSecretFile(join(directory, "one.json"), { force: false })).discard();
  expect(await readdir(directory)).toEqual([]);
});

test("tells a place that cannot be written", async () => {
  await expect(createSecretFile(join(directory, "no/such/one.json"), { force: false })).rejects.toThrow(
    "cannot be written",
  );
});
