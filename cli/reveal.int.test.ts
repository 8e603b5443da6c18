import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { Secret } from "#domain/credentials/secret.ts";
import { runCli } from "#tests/api/run-cli.ts";
import { fileLayout } from "#tests/factories/sample-layouts.ts";
import { openRevealFixture, type RevealFixture } from "#tests/reveal/reveal-fixture.ts";

let fixture: RevealFixture;
let directory: string;
let env: Record<string, string>;
beforeAll(async () => {
  fixture = await openRevealFixture();
  directory = await mkdtemp(join(tmpdir(), "latchkey-cli-reveal-"));
  env = { LATCHKEY_REVEAL_URL: fixture.url, LATCHKEY_TOKEN: await fixture.accessToken("dana") };
});
afterAll(() => fixture[Symbol.asyncDispose]());

test("writes the credential once, for its owner's eyes, and prints nothing of it", async () => {
  const { id, password } = await fixture.putGrant();
  const path = join(directory, "one.json");
  const { code, out, err } = await runCli(["reveal", id, "--out", path], env);
  expect([code, err]).toEqual([0, ""]);
  expect(out).not.toContain(password);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const { fields, url } = JSON.parse(await readFile(path, "utf8"));
  expect(fields.password).toBe(password);
  expect(new URL(url)).toMatchObject({
    protocol: "postgresql:",
    username: fields.username,
    pathname: `/${fields.database}`,
  });
  expect(decodeURIComponent(new URL(url).password)).toBe(password);
  expect(await fixture.stateOf(id)).toBe("confirmed");

  const again = await runCli(["reveal", id, "--out", join(directory, "two.json")], env);
  expect([again.code, again.err]).toEqual([1, expect.stringContaining("shown once")]);
  expect(await readdir(directory)).toEqual(["one.json"]);
});

test("writes the file that a credential brings, and no connection string where there is none", async () => {
  const token = "CANARY line one\nline two\n";
  const fields = { server: "https://k8s.example:6443", namespace: "orders", token: Secret.fromText(token) };
  const { id } = await fixture.putGrant({ credential: { type: fileLayout, fields } });
  const path = join(directory, "kubeconfig.json");
  const { code, out } = await runCli(["reveal", id, "--out", path], env);
  expect([code, out.includes("CANARY")]).toEqual([0, false]);
  const written = JSON.parse(await readFile(path, "utf8"));
  expect(written).toEqual({
    fields: { ...fields, token },
    url: null,
    file: { name: "kubeconfig.yaml", content: expect.stringContaining(`token: ${JSON.stringify(token)}`) },
  });
  expect(parse(written.file.content)).toMatchObject({ users: [{ user: { token } }] });
  await rm(path);
});

test("opens nothing when the file cannot be made", async () => {
  const { id } = await fixture.putGrant();
  const taken = join(directory, "taken.json");
  await writeFile(taken, "mine");
  for (const path of [taken, join(directory, "no/such/place.json"), directory]) {
    const { code, err } = await runCli(["reveal", id, "--out", path], env);
    expect([code, err]).toEqual([1, expect.stringMatching(/exists already|cannot be written/)]);
  }
  expect(await readFile(taken, "utf8")).toBe("mine");
  expect(await fixture.stateOf(id)).toBe("pending");
  const forced = await runCli(["reveal", id, "--out", taken, "--force"], env);
  expect(forced.code).toBe(0);
  expect(JSON.parse(await readFile(taken, "utf8"))).toHaveProperty("fields.password");
});

test("leaves no file and no trace for whoever it is not for", async () => {
  const { id } = await fixture.putGrant();
  const path = join(directory, "stolen.json");
  for (const token of [
    await fixture.accessToken("noor"),
    await fixture.accessToken("dana", { scope: "requests:read" }),
    "x",
  ]) {
    const { code } = await runCli(["reveal", id, "--out", path], { ...env, LATCHKEY_TOKEN: token });
    expect(code).toBe(1);
  }
  expect(await readdir(directory)).not.toContain("stolen.json");
  expect(await fixture.stateOf(id)).toBe("pending");
});
