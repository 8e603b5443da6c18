import { chmod, chown, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createLocalKek } from "#server/adapters/crypto/create-kek.ts";
import { createOpener } from "#server/adapters/crypto/opening/create-opener.ts";
import { createSealer } from "#server/adapters/crypto/sealing/create-sealer.ts";

let kekDir: string;
let keyId: string;
let privatePath: string;
let publicPath: string;
beforeEach(async () => {
  kekDir = await mkdtemp(join(tmpdir(), "latchkey-kek-"));
  keyId = await createLocalKek(kekDir);
  privatePath = join(kekDir, "private", `${keyId}.json`);
  publicPath = join(kekDir, "public", `${keyId}.json`);
});
afterEach(() => rm(kekDir, { recursive: true }));

async function rewrite(path: string, change: (content: Record<string, unknown>) => unknown, mode = 0o400) {
  const content: Record<string, unknown> = JSON.parse(await readFile(path, "utf8"));
  await rm(path);
  await writeFile(path, JSON.stringify(change(content)), { mode });
}

test("a new key is healthy on both sides; files have the rights of their side", async () => {
  await expect(createOpener(kekDir).health()).resolves.toBeUndefined();
  await expect(createSealer(kekDir).health()).resolves.toBeUndefined();
  expect((await stat(privatePath)).mode & 0o777).toBe(0o400);
  expect((await stat(publicPath)).mode & 0o777).toBe(0o444);
  expect(await readFile(publicPath, "utf8")).not.toContain("privateKey");
});

test("a second call keeps the key", async () => {
  expect(await createLocalKek(kekDir)).toBe(keyId);
  expect(await readdir(join(kekDir, "private"))).toEqual(["devices.json", `${keyId}.json`]);
});

test("a lost private key is never replaced silently", async () => {
  await rm(privatePath);
  await expect(createLocalKek(kekDir)).rejects.toMatchObject({ code: "kek_unavailable" });
});

test.each([
  ["missing", () => rm(privatePath), "holds no key"],
  ["world-readable", () => chmod(privatePath, 0o444), "make it 0400"],
  ["writable by the group", () => chmod(privatePath, 0o620), "make it 0400"],
  ["cut short", () => rewrite(privatePath, (key) => ({ ...key, privateKey: "AAAA" })), "no valid privateKey"],
  ["zero", () => rewrite(privatePath, (key) => ({ ...key, privateKey: "A".repeat(43) })), "not on the curve"],
  ["not a key file", () => rewrite(privatePath, () => "default"), "is not a key file"],
  ["renamed", () => rename(privatePath, privatePath.replace(keyId, "local-20260101-00000000")), "another key"],
  ["two halves apart", () => rewrite(privatePath, swapPrivate), "do not belong together"],
  ["mismatched", () => rewrite(publicPath, (key) => ({ ...key, publicKey: otherPoint }), 0o444), "does not match"],
])("the opening side refuses a key that is %s, in one sentence without the key", async (_name, damage, sentence) => {
  const { privateKey } = JSON.parse(await readFile(privatePath, "utf8"));
  await damage();
  const error: Error = await createOpener(kekDir)
    .health()
    .then(
      () => new Error("accepted"),
      (thrown: Error) => thrown,
    );
  expect(error).toMatchObject({ code: "kek_unavailable", message: expect.stringContaining(sentence) });
  expect(error.message).not.toContain(privateKey);
});

test.skipIf(process.getuid?.() !== 0)(
  "the opening side refuses a key of another user; root may have mounted it",
  async () => {
    await chown(privatePath, 65_534, 65_534);
    await expect(createOpener(kekDir).health()).rejects.toMatchObject({
      code: "kek_unavailable",
      message: expect.stringContaining("belongs to another user"),
    });
    await chown(privatePath, 0, 0);
    await expect(createOpener(kekDir).health()).resolves.toBeUndefined();
  },
);

test("the sealing side finds out that it could open", async () => {
  await expect(createSealer(kekDir).assertCannotOpen()).rejects.toMatchObject({
    message: expect.stringContaining("which must hold public keys only"),
  });
  await rm(join(kekDir, "private"), { recursive: true });
  await expect(createSealer(kekDir).assertCannotOpen()).resolves.toBeUndefined();
  await expect(createSealer(kekDir).health()).resolves.toBeUndefined();
});

test.each([
  ["missing", () => rm(publicPath), "is missing"],
  ["without a pointer", () => rm(join(kekDir, "public", "current.json")), "is missing"],
  ["world-writable", () => chmod(publicPath, 0o666), "can be changed by other users"],
  ["off the curve", () => rewrite(publicPath, (key) => ({ ...key, publicKey: offCurve }), 0o444), "not on the curve"],
])("the sealing side refuses a key that is %s, in one sentence", async (_name, damage, sentence) => {
  await damage();
  const refused = { code: "kek_unavailable", message: expect.stringContaining(sentence) };
  await expect(createSealer(kekDir).health()).rejects.toMatchObject(refused);
});

test("a key that is taken away stops opening at the next use, and opens again when it is back", async () => {
  const opener = createOpener(kekDir);
  await opener.health(keyId);
  await rename(privatePath, `${privatePath}.away`);
  await expect(opener.health(keyId)).rejects.toMatchObject({ code: "kek_unavailable" });
  await rename(`${privatePath}.away`, privatePath);
  await expect(opener.health(keyId)).resolves.toBeUndefined();
});

/** The base point of P-256: on the curve, the public key of the private key 1. */
const otherPoint = Buffer.from(
  "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
  "hex",
).toString("base64url");
const offCurve = Buffer.alloc(65, 4).toString("base64url");
function swapPrivate(key: Record<string, unknown>) {
  return { ...key, privateKey: Buffer.alloc(32, 1).toString("base64url") };
}
