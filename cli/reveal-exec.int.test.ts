import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openRevealFixture, type RevealFixture } from "#tests/reveal/reveal-fixture.ts";

/** Tells what it was handed, and whether the password stands anywhere that others can read. */
const teller = `
const { readFileSync } = require("node:fs");
const { fields, url } = JSON.parse(readFileSync(0, "utf8"));
const open = [process.pid, process.ppid].flatMap((pid) => ["environ", "cmdline"].map((file) => readFileSync("/proc/" + pid + "/" + file, "latin1")));
console.log(JSON.stringify({
  hash: require("node:crypto").createHash("sha256").update(fields.password).digest("hex"),
  isWhole: url.includes(encodeURIComponent(fields.password)),
  isOpen: open.some((text) => text.includes(fields.password)),
  token: process.env.LATCHKEY_TOKEN ?? null,
  words: process.argv.slice(1),
}));
console.error("its own words");
`;

let fixture: RevealFixture;
let directory: string;
beforeAll(async () => {
  fixture = await openRevealFixture();
  directory = await mkdtemp(join(tmpdir(), "latchkey-cli-exec-"));
});
afterAll(() => fixture[Symbol.asyncDispose]());

/** The command line as a process of its own. */
async function run(id: string, words: readonly string[], token?: string) {
  const child = spawn(process.execPath, ["cli/main.ts", "reveal", id, "--exec", ...words], {
    cwd: fileURLToPath(new URL("../", import.meta.url)),
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      NODE_ENV: "production",
      PATH: process.env.PATH,
      LATCHKEY_REVEAL_URL: fixture.url,
      LATCHKEY_TOKEN: token ?? (await fixture.accessToken("dana")),
    },
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { out, err, code: code as number | null };
}

test("hands the credential to a program's standard input and to no other place", async () => {
  const { id, password } = await fixture.putGrant();
  const words = ["$HOME; exit 1", "--json", "--help", "--", "*"];
  const { out, err, code } = await run(id, [process.execPath, "-e", teller, "--", ...words]);
  expect([code, err]).toEqual([0, "its own words\n"]);
  const hash = Buffer.from(await crypto.subtle.digest("SHA-256", Buffer.from(password))).toString("hex");
  expect(JSON.parse(out)).toEqual({ hash, isWhole: true, isOpen: false, token: null, words });
  expect(await fixture.stateOf(id)).toBe("confirmed");
});

test.for([
  ["cat >/dev/null; exit 3", "which ended with exit code 3."],
  ["cat >/dev/null; kill -KILL $$", "which was ended by SIGKILL."],
] as const)("ends with 1 and says how the program ended: %s", async ([script, sentence]) => {
  const { id, password } = await fixture.putGrant();
  const { out, err, code } = await run(id, ["sh", "-c", script]);
  expect([code, out]).toEqual([1, ""]);
  expect(err).toContain(sentence);
  expect(err).toContain("latchkey rotate ID");
  expect(err).not.toContain(password);
  expect(await fixture.stateOf(id)).toBe("confirmed");
});

test("opens nothing for a program that is not there, may not run, or ends at once", async () => {
  const { id } = await fixture.putGrant();
  const plain = join(directory, "plain");
  await writeFile(plain, "no program", { mode: 0o644 });
  for (const [program, sentence] of [
    ["no-such-program-here", "no-such-program-here cannot be started (ENOENT). Nothing was opened."],
    [plain, "cannot be started (EACCES). Nothing was opened."],
    ["false", "false ended with exit code 1 before anything was opened."],
  ] as const) {
    expect(await run(id, [program])).toEqual({ code: 1, out: "", err: expect.stringContaining(sentence) });
    expect(await fixture.stateOf(id)).toBe("pending");
  }
});

test("says that the credential is opened when a program closes its input unread, and does not confirm it", async () => {
  const { id, password } = await fixture.putGrant();
  const { out, err, code } = await run(id, ["sh", "-c", "exec 0<&-; exec sleep 60"]);
  expect([code, out]).toEqual([1, ""]);
  expect(err).toMatch(
    /^latchkey: The grant is opened, but sh closed its input before .+ was ended by SIGTERM: it is shown once, .+latchkey rotate ID.+\n$/,
  );
  expect(err).not.toContain(password);
  expect(await fixture.stateOf(id)).toBe("revealed");
});

test("ends the program, and hands it nothing, when the grant does not open", async () => {
  const { id } = await fixture.putGrant();
  const evidence = join(directory, "ended");
  const script = `trap 'wc -c <"$0.in" >"$0"; exit 0' TERM; cat >"$0.in"; sleep 60`;
  const { err, code } = await run(id, ["sh", "-c", script, evidence], await fixture.accessToken("noor"));
  expect([code, err]).toEqual([1, expect.stringContaining("There is nothing here for you.")]);
  expect((await readFile(evidence, "utf8")).trim()).toBe("0");
  expect(await fixture.stateOf(id)).toBe("pending");
});
