import { spawn } from "node:child_process";
import { createECDH } from "node:crypto";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { buildPage } from "#reveal/page/build-page.ts";
import { createLocalKek } from "#server/adapters/crypto/create-kek.ts";
import { kekPaths } from "#server/adapters/crypto/kek-paths.ts";
import { say } from "#tests/contract-suite/say.ts";
import { goodPoint } from "#tests/reveal/bad-public-keys.ts";

/*
 * Both processes are started as production starts them, with a damaged key and no database at all: the key is looked at
 * first. With a whole key they get as far as asking for the database.
 */
const root = fileURLToPath(new URL("../../", import.meta.url));
const clientSecret = "secret-of-the-reveal-client-in-a-test";

let home: string;
let files: { current: string; publicKey: string; privateKey: string; privateDir: string };
let keyTexts: string[];
const refusals = { reveal: 0, workers: 0 };
beforeAll(() => buildPage());
afterAll(() => say(`starts with damaged keys: reveal refused ${refusals.reveal}, worker refused ${refusals.workers}`));
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "latchkey-start-"));
  const keyId = await createLocalKek(join(home, "kek"));
  const paths = kekPaths(join(home, "kek"));
  files = { ...paths, publicKey: paths.publicKey(keyId), privateKey: paths.privateKey(keyId) };
  keyTexts = [];
  await noteKey(files.privateKey);
});
afterEach(() => rm(home, { recursive: true }));

/** Remembers the private key of a file in every writing: no message may hold it. */
async function noteKey(path: string): Promise<void> {
  const { privateKey } = JSON.parse(await readFile(path, "utf8")) as { privateKey: string };
  const bytes = Buffer.from(privateKey, "base64url");
  keyTexts.push(privateKey, bytes.toString("hex"), bytes.toString("base64"), privateKey.slice(0, 20));
}

async function put(path: string, content: string, mode: number): Promise<void> {
  await rm(path);
  await writeFile(path, content);
  await chmod(path, mode);
}

async function change(path: string, members: object, mode = 0o400): Promise<void> {
  const content = JSON.parse(await readFile(path, "utf8")) as object;
  await put(path, JSON.stringify({ ...content, ...members }), mode);
}

function newPair(): { publicKey: string; privateKey: string } {
  const ecdh = createECDH("prime256v1");
  const publicKey = ecdh.generateKeys("base64url");
  const privateKey = ecdh.getPrivateKey("hex").padStart(64, "0");
  return { publicKey, privateKey: Buffer.from(privateKey, "hex").toString("base64url") };
}

async function startAndEnd(entry: "reveal" | "workers"): Promise<{ code: unknown; sentence: string; output: string }> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", `${entry}/main.ts`], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      NODE_ENV: "production",
      PATH: process.env.PATH,
      LATCHKEY_HOME: home,
      OIDC_ISSUER: "http://127.0.0.1:9",
      REVEAL_OIDC_CLIENT_SECRET: clientSecret,
    },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += String(chunk)));
  const [code] = (await once(child, "close")) as [unknown];
  const line = output.trim().split("\n").at(-1) ?? "";
  const sentence = entry === "reveal" ? (JSON.parse(line) as { msg: string }).msg : line;
  return { code, sentence, output };
}

async function expectRefusal(entry: "reveal" | "workers", sentence: string): Promise<void> {
  const end = await startAndEnd(entry);
  expect(end).toMatchObject({ code: 1, sentence: expect.stringContaining(sentence) });
  expect(end.output.trim().split("\n")).toHaveLength(1);
  expect(end.output).not.toMatch(/\\n {4}at |^ +at /m);
  for (const secret of [...keyTexts, clientSecret]) expect(end.output).not.toContain(secret);
}

test.each([
  ["missing", () => rm(files.privateKey), "holds no key"],
  ["in no directory", () => rm(files.privateDir, { recursive: true }), "cannot be listed"],
  ["empty", () => put(files.privateKey, "", 0o400), "is not a key file"],
  ["a default word", () => put(files.privateKey, "changeme", 0o400), "is not a key file"],
  ["garbage", () => put(files.privateKey, `\0\xff{"privateKey":`, 0o400), "is not a key file"],
  ["cut in the middle", async () => put(files.privateKey, await half(files.privateKey), 0o400), "is not a key file"],
  ["short", () => change(files.privateKey, { privateKey: "AAAA" }), "no valid privateKey"],
  ["of another suite", () => change(files.privateKey, { suite: "none" }), "no valid suite"],
  ["all zero", () => change(files.privateKey, { privateKey: "A".repeat(43) }), "not on the curve"],
  ["world-readable", () => chmod(files.privateKey, 0o404), "make it 0400"],
  ["writable by its group", () => chmod(files.privateKey, 0o420), "make it 0400"],
  [
    "under another name",
    () => rename(files.privateKey, files.privateKey.replace(/.{13}$/, "00000000.json")),
    "another key",
  ],
  ["with another public half", () => change(files.privateKey, { publicKey: newPair().publicKey }), "do not belong"],
  ["with another private half", () => change(files.privateKey, { privateKey: newPair().privateKey }), "do not belong"],
  ["a whole pair, but not of the public file", () => change(files.privateKey, newPair()), "does not match"],
])("the reveal process refuses a private key that is %s", async (_name, damage, sentence) => {
  await damage();
  await expectRefusal("reveal", sentence);
  refusals.reveal += 1;
});

test.each([
  ["missing", () => rm(files.publicKey), "is missing"],
  ["named by nothing", () => rm(files.current), "is missing"],
  ["named by garbage", () => put(files.current, "{", 0o444), "cannot be read"],
  ["named as a path", () => put(files.current, `{"keyId":"../private/x"}`, 0o444), "names no key"],
  ["empty", () => put(files.publicKey, "", 0o444), "is not a key file"],
  ["garbage", () => put(files.publicKey, "\0\xff", 0o444), "is not a key file"],
  ["short", () => change(files.publicKey, { publicKey: "BAAA" }, 0o444), "no valid publicKey"],
  ["off the curve", () => change(files.publicKey, { publicKey: offCurve }, 0o444), "not on the curve"],
  ["world-writable", () => chmod(files.publicKey, 0o446), "can be changed by other users"],
  ["beside a private key that it can read", async () => undefined, "must hold public keys only"],
])("the worker refuses a public key that is %s", async (_name, damage, sentence) => {
  await damage();
  await expectRefusal("workers", sentence);
  refusals.workers += 1;
});

test("with whole keys both ask for the database next", async () => {
  await expectRefusal("reveal", "DATABASE_URL_REVEAL");
  await rm(files.privateDir, { recursive: true });
  await expectRefusal("workers", "DATABASE_URL_WORKER");
});

async function half(path: string): Promise<string> {
  const text = await readFile(path, "utf8");
  return text.slice(0, text.length / 2);
}
const offCurve = Buffer.concat([goodPoint.subarray(0, 64), Buffer.from([0])]).toString("base64url");
