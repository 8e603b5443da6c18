import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { generatePassword } from "#domain/credentials/generate-password.ts";
import { isAppError } from "#domain/errors/app-error.ts";
import { createLocalKek } from "#server/adapters/crypto/create-kek.ts";
import { createOpener } from "#server/adapters/crypto/opening/create-opener.ts";
import { payloadAlgorithms, type PayloadBinding, type SealedPayload } from "#domain/credentials/payload-binding.ts";
import { createSealer } from "#server/adapters/crypto/sealing/create-sealer.ts";
import { vaultAccess, type VaultAccess } from "#server/adapters/crypto/vault/vault-access.ts";
import { readSettings } from "#server/settings.ts";
import { say } from "#tests/contract-suite/say.ts";
import { openVault, policies, type TestVault } from "#tests/vault-double/open-vault.ts";

let vault: TestVault;
let home: string;
let worker: VaultAccess;
let reveal: VaultAccess;
beforeAll(async () => {
  vault = await openVault();
  say(`vault-transit: proven against ${vault.what}`);
  home = await mkdtemp(join(tmpdir(), "latchkey-vault-"));
  [worker, reveal] = [await vault.access(policies.worker), await vault.access(policies.reveal)];
});
beforeEach(() => {
  if (vault.double !== null) vault.double.trouble = "none";
});
afterAll(async () => {
  await vault[Symbol.asyncDispose]();
  await rm(home, { recursive: true });
});

const binding: PayloadBinding = {
  grantId: "gr_one",
  resourceId: "res_one",
  generation: 1,
  recipient: { issuer: "https://issuer.example", subject: "dana" },
  expiresAt: new Date("2026-12-01T00:00:00.000Z"),
  classification: "internal",
};
const nowhere = () => join(home, "no-keys");
const credential = () => ({ fields: { host: "db", password: generatePassword() }, layout: { fields: [] } });
const seal = (bound = binding) => createSealer(nowhere(), worker).seal(credential(), bound);
const open = (payload: SealedPayload, bound = binding, access = reveal) =>
  createOpener(nowhere(), access).open(payload, bound, async (plaintext) => Buffer.from(plaintext).toString());

describe("sealing by Vault", () => {
  test("what one token closed the other opens; the payload names key, version and algorithm", async () => {
    const payload = await seal();
    expect(payload).toMatchObject({ alg: payloadAlgorithms.vault, keyId: `vault:transit/${worker.key}` });
    expect(payload.wrappedDek.toString()).toMatch(/^vault:v\d+:/);
    expect(await open(payload)).toContain('"host":"db"');
  });

  test("each side is healthy with its own token, and neither with the other's or with none", async () => {
    const [sealer, opener] = [(access: VaultAccess) => createSealer(nowhere(), access), createOpener];
    await expect(sealer(worker).health()).resolves.toBeUndefined();
    await expect(opener(nowhere(), reveal).health()).resolves.toBeUndefined();
    const none = await vault.access(policies.none);
    const refused = { code: "kek_unavailable", message: expect.stringContaining("refuses the token") };
    for (const access of [reveal, none]) await expect(sealer(access).health()).rejects.toMatchObject(refused);
    for (const access of [worker, none])
      await expect(opener(nowhere(), access).health()).rejects.toMatchObject(refused);
    await expect(open(await seal(), binding, worker)).rejects.toMatchObject(refused);
  });

  test.each(["worker", "reveal"] as const)(
    "the policy of %s that we ship is the one that is tried here",
    async (side) => {
      const text = await readFile(`deploy/vault/${side}.hcl`, "utf8");
      const rules = [...text.matchAll(/^path "([^"]+)" \{\n {2}capabilities = (\[.*\])\n\}$/gm)];
      const shipped = rules.map(([, path = "", can = ""]) => [path.replace("latchkey", "KEY"), JSON.parse(can)]);
      expect(Object.fromEntries(shipped)).toEqual(policies[side]);
    },
  );

  test("a worker whose token may decrypt is found out", async () => {
    await expect(createSealer(nowhere(), worker).assertCannotOpen()).resolves.toBeUndefined();
    const both = await vault.access(policies.both);
    await expect(createSealer(nowhere(), both).assertCannotOpen()).rejects.toMatchObject({
      message: "The worker's token for Vault may decrypt: give it the policy that only encrypts.",
    });
  });

  test("a change of any part of the binding, of the wrapped key or of its version keeps it closed", async () => {
    const [payload, other] = [await seal(), await seal({ ...binding, grantId: "gr_two" })];
    const bindings: Partial<PayloadBinding>[] = [
      { grantId: "gr_two" },
      { resourceId: "res_two" },
      { generation: 2 },
      { recipient: { issuer: "https://issuer.example", subject: "noor" } },
      { expiresAt: new Date("2026-12-01T00:00:00.001Z") },
      { classification: "public" },
    ];
    const wrapped = payload.wrappedDek.toString();
    const payloads: Partial<SealedPayload>[] = [
      { wrappedDek: other.wrappedDek },
      { ciphertext: other.ciphertext },
      { iv: other.iv },
      { tag: other.tag },
      { alg: payloadAlgorithms.local },
      { version: 2 },
      ...["vault:v9:", "vault:v0:", "vault:v:", "vault:", ""].map((prefix) => ({
        wrappedDek: Buffer.from(wrapped.replace(/^vault:v\d+:/, prefix)),
      })),
      ...[wrapped.slice(0, -4), wrapped.slice(0, 20), `${wrapped} `, `${wrapped}AAAA`, "", "\0", wrapped.repeat(9)].map(
        (text) => ({ wrappedDek: Buffer.from(text) }),
      ),
      ...Array.from(Buffer.from(wrapped.slice(9), "base64"), (_byte, index) => {
        const bytes = Buffer.from(wrapped.slice(9), "base64");
        bytes.writeUInt8(bytes.readUInt8(index) ^ 1, index);
        return { wrappedDek: Buffer.from(wrapped.slice(0, 9) + bytes.toString("base64")) };
      }),
    ];
    let refused = 0;
    const attempts = [
      ...bindings.map((change) => () => open(payload, { ...binding, ...change })),
      ...payloads.map((change) => () => open({ ...payload, ...change })),
    ];
    for (const attempt of attempts) {
      const outcome: unknown = await attempt().catch((error: unknown) => error);
      expect(isAppError(outcome, "internal"), String(outcome)).toBe(true);
      refused += 1;
    }
    say(`vault-transit: ${refused} of ${attempts.length} changed payloads refused`);
  });

  test("after a rotation both versions open; below min_decryption_version a payload counts as destroyed", async () => {
    const before = await seal();
    await vault.rotate();
    const after = await seal();
    const versionOf = ({ wrappedDek }: SealedPayload) => Number(/^vault:v(\d+):/.exec(wrappedDek.toString())?.[1]);
    expect(versionOf(after)).toBe(versionOf(before) + 1);
    expect(await Promise.all([open(before), open(after)])).toHaveLength(2);
    await vault.setMinDecryptionVersion(versionOf(after));
    await expect(open(before)).rejects.toMatchObject({ code: "gone", details: { state: "key_destroyed" } });
    await expect(open(after)).resolves.toContain("db");
    await expect(createOpener(nowhere(), reveal).health()).resolves.toBeUndefined();
  });

  test("local payloads still open after the move to Vault; without it a Vault payload waits", async () => {
    const kekDir = join(home, "kek");
    await createLocalKek(kekDir);
    const local = await createSealer(kekDir).seal(credential(), binding);
    const moved = createOpener(kekDir, reveal);
    const work = async () => "opened";
    expect(await moved.open(local, binding, work)).toBe("opened");
    const sealed = await seal();
    expect(await moved.open(sealed, binding, work)).toBe("opened");
    await expect(createOpener(kekDir).open(sealed, binding, work)).rejects.toMatchObject({ code: "kek_unavailable" });
    await expect(createOpener(kekDir).health(sealed.keyId)).rejects.toMatchObject({ code: "kek_unavailable" });
    // A row cannot send one provider's payload to the other.
    const crossed = { ...local, keyId: sealed.keyId };
    await expect(moved.open(crossed, binding, work)).rejects.toMatchObject({ code: "internal" });
  });

  test("a key that is not there, or an engine that is not there, is told as that", async () => {
    const all = { ...worker, token: (await vault.access({ "transit/encrypt/none": ["update"] })).token };
    const missing = { code: "kek_unavailable", message: expect.stringContaining("Vault has no key none") };
    if (vault.double !== null) {
      await expect(createSealer(nowhere(), { ...all, key: "none" }).health()).rejects.toMatchObject(missing);
    }
    const away = { ...worker, address: "http://127.0.0.1:1" };
    await expect(createSealer(nowhere(), away).health()).rejects.toMatchObject({ message: "Vault does not answer." });
  });
});

describe("in trouble", () => {
  const troubles = [
    { trouble: "sealed", message: "Vault is sealed or in maintenance." },
    { trouble: "silent", message: "Vault does not answer." },
    { trouble: "redirect", message: "Vault does not answer." },
    { trouble: "standby", message: "Vault answers 429." },
    { trouble: "nonsense", message: "Vault gave an answer that is not one of its transit engine." },
  ] as const;
  test.each(troubles)(
    "$trouble: what waits stays closed, is not taken for changed, and opens afterwards",
    async (each) => {
      const { double } = vault;
      if (double === null) return say(`vault-transit: ${each.trouble} is tried on the double only`);
      const payload = await seal();
      double.trouble = each.trouble;
      const refused = { code: "kek_unavailable", message: each.message };
      await Promise.all([open(payload), seal()].map((attempt) => expect(attempt).rejects.toMatchObject(refused)));
      double.trouble = "none";
      await expect(open(payload)).resolves.toContain("db");
    },
  );

  test("the 500 of older versions for a tag that does not fit is no outage", async () => {
    const payload = await seal();
    if (vault.double !== null) vault.double.trouble = "old_words";
    await expect(open(payload, { ...binding, generation: 2 })).rejects.toMatchObject({ code: "internal" });
  });
});

describe("the token", () => {
  const token = `hvs.${"a".repeat(24)}`;
  const settings = (env: NodeJS.ProcessEnv) => ({
    env,
    settings: readSettings({ ...env, VAULT_ADDR: "http://127.0.0.1:1" }),
  });
  const tokenOf = ({ env, settings: read }: ReturnType<typeof settings>) =>
    vaultAccess(read, "worker", env)?.token() ?? Promise.reject(new Error("no access"));
  const file = async (content: string, mode: number) => {
    const path = join(home, `token-${mode.toString(8)}-${content.length}`);
    await writeFile(path, content);
    await chmod(path, mode);
    return path;
  };

  test("is read anew at every call, so that an agent can renew it", async () => {
    const path = await file(`${token}\n`, 0o400);
    const access = vaultAccess(readSettings({ NODE_ENV: "test", VAULT_ADDR: "http://127.0.0.1:1" }), "worker", {
      NODE_ENV: "production",
      VAULT_TOKEN_WORKER_FILE: path,
    });
    expect(await access?.token()).toBe(token);
    await rm(path);
    await writeFile(path, `${token}b\n`, { mode: 0o400 });
    expect(await access?.token()).toBe(`${token}b`);
  });

  test.each([
    { what: "missing", env: async () => ({}), sentence: "VAULT_TOKEN_WORKER_FILE is not set" },
    {
      what: "in the environment",
      env: async () => ({ VAULT_TOKEN_WORKER: token }),
      sentence: "stands in the environment",
    },
    {
      what: "world-readable",
      env: async () => ({ VAULT_TOKEN_WORKER_FILE: await file(token, 0o444) }),
      sentence: "make it 0400",
    },
    {
      what: "short",
      env: async () => ({ VAULT_TOKEN_WORKER_FILE: await file("hvs.short", 0o400) }),
      sentence: "short",
    },
    {
      what: "a default",
      env: async () => ({ VAULT_TOKEN_WORKER_FILE: await file("root", 0o400) }),
      sentence: "default",
    },
    {
      what: "no token",
      env: async () => ({ VAULT_TOKEN_WORKER_FILE: await file(`${token}\r\nx: y`, 0o400) }),
      sentence: "something else than a token",
    },
  ])("that is $what is refused in production, in one sentence without it", async ({ env, sentence }) => {
    const read = settings({ NODE_ENV: "production", ...(await env()) });
    const error: Error = await tokenOf(read).then(
      () => new Error("accepted"),
      (thrown: Error) => thrown,
    );
    expect(error).toMatchObject({ code: "kek_unavailable", message: expect.stringContaining(sentence) });
    expect(error.message).not.toContain(token);
    expect(error.message).not.toContain("\n");
  });

  test("an address that would show it on the network is refused", () => {
    const at = (VAULT_ADDR: string) => () => readSettings({ NODE_ENV: "test", VAULT_ADDR });
    expect(at("http://vault.example:8200")).toThrow("VAULT_ADDR is not valid: must be https");
    expect(at("ftp://vault.example")).toThrow("VAULT_ADDR is not valid");
    expect(at("https://vault.example:8200/")().VAULT_ADDR).toBe("https://vault.example:8200");
  });
});
