import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkAuthority } from "#cli/local/doctor/check-authority.ts";
import { keepDemoAuthority } from "#resource-types/tls-certificate/ceremony/keep-demo-authority.ts";
import { runCli } from "#tests/api/run-cli.ts";
import type { Patient } from "#cli/local/doctor/finding.ts";

const passphrase = "a passphrase of the operator's";
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "latchkey-pki-"));
  await mkdir(join(folder, "home"));
  await writeFile(join(folder, "passphrase"), `${passphrase}\n`);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function init(...more: string[]) {
  const to = ["--root-directory", join(folder, "root"), "--organization", "Example"];
  const order = ["pki", "init", ...to, "--passphrase-file", join(folder, "passphrase"), ...more];
  return runCli(order, { LATCHKEY_HOME: join(folder, "home") });
}

const findings = () => checkAuthority({ settings: { LATCHKEY_HOME: join(folder, "home") } } as Patient);

describe("pki init", () => {
  test("makes a root whose key opens by its passphrase alone, and an intermediate bound to the zones", async () => {
    const { code, out } = await init("--zone", "payments.test", "--zone", "search.test");
    expect(code).toBe(0);
    const root = new X509Certificate(await readFile(join(folder, "root/root.pem")));
    expect(out).toContain(root.fingerprint256);
    const pem = await readFile(join(folder, "root/root.key"));
    expect(createPrivateKey({ key: pem, passphrase }).asymmetricKeyDetails?.namedCurve).toBe("secp384r1");
    expect(() => createPrivateKey({ key: pem, passphrase: "another passphrase" })).toThrow(
      /decrypt|DECODER|interrupted/i,
    );
    const intermediate = new X509Certificate(await readFile(join(folder, "home/pki/chain.pem")));
    expect(intermediate.ca && intermediate.verify(root.publicKey)).toBe(true);
    expect((await stat(join(folder, "home/pki/intermediate.key"))).mode & 0o777).toBe(0o400);
    expect(await readdir(join(folder, "home/pki"))).not.toContain("root.key");
    const shown = await runCli(["pki", "show"], { LATCHKEY_HOME: join(folder, "home") });
    expect(shown.out).toContain("Zones: payments.test, search.test");
    expect(await findings()).toMatchObject([{ level: "ok" }]);
  });

  test.each([
    [["--zone", "test"], "one label"],
    [["--zone", "*.payments.test"], "covers all below it"],
    [["--zone", "payments.test", "--organization", "é"], "ASCII"],
  ])("refuses %j and makes nothing", async (more, reason) => {
    const { code, err } = await init(...more);
    expect([code, err]).toEqual([1, expect.stringContaining(reason)]);
    expect(await readdir(folder)).toEqual(["home", "passphrase"]);
  });

  test("refuses a short passphrase, a root inside of the home, and a second authority", async () => {
    expect((await init("--zone", "a.test", "--root-directory", join(folder, "home/root"))).err).toContain(
      "outside of LATCHKEY_HOME",
    );
    await writeFile(join(folder, "passphrase"), "short");
    expect((await init("--zone", "a.test")).err).toContain("at least 16 characters");
    await writeFile(join(folder, "passphrase"), passphrase);
    expect((await init("--zone", "a.test")).code).toBe(0);
    const again = await init("--zone", "a.test", "--root-directory", join(folder, "other"));
    expect([again.code, again.err]).toEqual([1, expect.stringContaining("holds an authority already")]);
  });

  test("sets the authority for evaluation aside, which doctor had warned of", async () => {
    await keepDemoAuthority(join(folder, "home/pki"), ["a.test"]);
    expect(await findings()).toMatchObject([{ level: "warn", message: expect.stringContaining("evaluation only") }]);
    expect((await init("--zone", "a.test")).out).toContain("set aside");
    expect(await findings()).toMatchObject([{ level: "ok" }]);
    expect((await readdir(join(folder, "home"))).filter((name) => name.startsWith("pki-evaluation-"))).toHaveLength(1);
  });
});

function renew(...more: string[]) {
  const from = ["--root-directory", join(folder, "root"), "--passphrase-file", join(folder, "passphrase")];
  return runCli(["pki", "renew-intermediate", ...from, ...more], { LATCHKEY_HOME: join(folder, "home") });
}

describe("pki renew-intermediate", () => {
  test("makes another intermediate of the same root, which waits for the authority's next start", async () => {
    await init("--zone", "payments.test");
    const chain = await readFile(join(folder, "home/pki/chain.pem"), "utf8");
    const { code, out } = await renew("--zone", "payments.test", "--zone", "new.test");
    expect([code, out]).toEqual([0, expect.stringContaining("offline again")]);
    expect(await readFile(join(folder, "home/pki/chain.pem"), "utf8")).toBe(chain);
    const root = new X509Certificate(await readFile(join(folder, "root/root.pem")));
    const [before, made] = [new X509Certificate(chain), await readFile(join(folder, "home/pki/renewal/chain.pem"))];
    const next = new X509Certificate(made);
    expect(next.ca && next.verify(root.publicKey)).toBe(true);
    expect(next.subject).not.toBe(before.subject);
    expect((await stat(join(folder, "home/pki/renewal/intermediate.key"))).mode & 0o777).toBe(0o400);
    const shown = await runCli(["pki", "show"], { LATCHKEY_HOME: join(folder, "home") });
    expect(shown.out).toContain(next.fingerprint256);
    expect((await renew("--zone", "a.test")).err).toContain("waits already");
  });

  test.each([
    [
      "a wrong passphrase",
      async () => writeFile(join(folder, "passphrase"), "not the operator's own"),
      "does not open",
    ],
    ["another root", async () => moveRoot("other"), "another root"],
    ["no medium", async () => rm(join(folder, "root"), { recursive: true }), "bring the root's medium"],
    [
      "the key of one root and the certificate of another",
      async () => moveRoot("other", ["root.pem"]),
      "the key of one",
    ],
  ])("refuses %s and makes nothing", async (_what, harm, reason) => {
    await init("--zone", "payments.test");
    const before = await readdir(join(folder, "home/pki"));
    await harm();
    const { code, err } = await renew("--zone", "payments.test");
    expect([code, err]).toEqual([1, expect.stringContaining(reason)]);
    expect(await readdir(join(folder, "home/pki"))).toEqual(before);
  });

  test("refuses a home without an authority, and the one for evaluation", async () => {
    expect((await renew("--zone", "a.test")).err).toContain("holds no authority");
    await keepDemoAuthority(join(folder, "home/pki"), ["a.test"]);
    expect((await renew("--zone", "a.test")).err).toContain("for evaluation");
  });
});

/** Puts files of a root that another home's ceremony made in the place of ours. */
async function moveRoot(home: string, files = ["root.pem", "root.key"]): Promise<void> {
  await mkdir(join(folder, home));
  const to = ["--root-directory", join(folder, "other-root"), "--organization", "Other", "--zone", "a.test"];
  await runCli(["pki", "init", ...to, "--passphrase-file", join(folder, "passphrase")], {
    LATCHKEY_HOME: join(folder, home),
  });
  for (const file of files) await rename(join(folder, "other-root", file), join(folder, "root", file));
}
