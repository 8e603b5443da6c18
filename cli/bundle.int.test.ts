import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { runInNewContext } from "node:vm";
import { transform } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { commands } from "#cli/commands.ts";
import { bundleCli } from "#scripts/bundle-cli.ts";
import { oidcIssuer } from "#server/identity/oidc-issuer.ts";
import { startApi } from "#tests/api/start-api.ts";
import { callbackOf } from "#tests/identity/callback-of.ts";
import { startDemoIssuer, type DemoIssuer } from "#tests/identity/demo-issuer.ts";

const kibibytesMax = 1024;

let demo: DemoIssuer;
let folder: string;
let env: Record<string, string>;
beforeAll(async () => {
  demo = await startDemoIssuer();
  const { PORT, LATCHKEY_PUBLIC_URL, LATCHKEY_REVEAL_URL } = demo.settings;
  const api = await startApi({ LATCHKEY_PUBLIC_URL, LATCHKEY_REVEAL_URL, OIDC_ISSUER: oidcIssuer(demo.settings) });
  folder = await mkdtemp(join(tmpdir(), "latchkey-bundle-"));
  const bytes = await bundleCli(join(folder, "latchkey.mjs"));
  process.stdout.write(`The bundled command line has ${Math.round(bytes / 1024)} KiB.\n`);
  expect(bytes).toBeLessThan(kibibytesMax * 1024);
  env = { LATCHKEY_URL: await api.listen(PORT), HOME: folder, LATCHKEY_TOKEN_STORE: "file" };
});
afterAll(() => demo.stop());

const signInAs = async (persona: string, url: string) => fetch(await callbackOf(url, persona));

/** Runs the file in its folder, which holds nothing else, with nothing of this process's environment. */
async function run(argv: readonly string[], { hear = (_text: string) => {} } = {}) {
  const child = spawn(process.execPath, ["latchkey.mjs", ...argv], {
    cwd: folder,
    env: env as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stderr.on("data", (chunk) => hear(String(chunk)));
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { code: Number(code), out, err };
}

test("works alone in an empty folder: help, sign-in, a call, a way out", async () => {
  expect(await readdir(folder)).toEqual(["latchkey.mjs"]);
  const help = await run(["--help"]);
  for (const { name } of commands) expect(help.out).toContain(`latchkey ${name} `);
  expect((await run(["--version"])).out).toMatch(/^latchkey \d+\.\d+\.\d+\n$/);
  expect((await run(["templates"])).err).toContain("Nobody is signed in");

  let browsed: Promise<unknown> = Promise.resolve();
  const hear = (said: string) => {
    const url = /http\S+\/auth\?\S+/.exec(said)?.[0];
    if (url !== undefined) browsed = signInAs("dana", url);
  };
  const signedIn = await run(["login", "--no-browser", "--timeout", "30"], { hear });
  await browsed;
  expect([signedIn.code, signedIn.out]).toEqual([0, expect.stringContaining("dana@latchkey.test")]);
  const listed = await run(["templates", "--json"]);
  expect([listed.code, listed.err]).toEqual([0, ""]);
  expect(JSON.parse(listed.out).items.length).toBeGreaterThan(3);
  expect((await run(["logout"])).code).toBe(0);
});

test("says where the commands of a home run", async () => {
  const doctor = await run(["doctor"]);
  expect([doctor.code, doctor.err]).toEqual([1, expect.stringContaining("This works on a home of Latchkey")]);
  expect((await run(["db", "grants", "--help"])).code).toBe(0);
});

/** Whether a file has nothing that a compiler would write otherwise for Node 18: Node 18 reads it. */
async function isOldSyntax(code: string): Promise<boolean> {
  const [old, newest] = await Promise.all(
    ["node18", "esnext"].map((target) => transform(code, { target, format: "esm", platform: "node" })),
  );
  return old?.code === newest?.code;
}

test("is read by a Node that is too old, and tells it so before anything else", async () => {
  const code = await readFile(join(folder, "latchkey.mjs"), "utf8");
  expect([await isOldSyntax(code), await isOldSyntax(`${code};{ using one = two; }`)]).toEqual([true, false]);
  const [, head = ""] = /^#!\/usr\/bin\/env node\n(if \(.+?\n\})\n/s.exec(code) ?? [];
  const tellTo = (node: string) => {
    const said: unknown[] = [];
    const say = (text: unknown) => void said.push(text);
    runInNewContext(head, { process: { versions: { node }, stderr: { write: say }, exit: say } });
    return said;
  };
  for (const node of ["18.3.0", "23.11.1"]) {
    expect(tellTo(node)).toEqual([`latchkey needs Node 24 or newer; this is Node ${node}.\n`, 1]);
  }
  for (const node of ["24.0.0", process.versions.node]) expect(tellTo(node)).toEqual([]);
});
