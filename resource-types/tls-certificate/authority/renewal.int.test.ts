import { execFile } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { cp, mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Secret } from "#domain/credentials/secret.ts";
import { renewIntermediate } from "#server/pki/renew-intermediate.ts";
import { connectByCertificate, hasOpenssl } from "#tests/contract-suite/certificate-tenant.ts";
import { newResource, openCall, type Call } from "#tests/contract-suite/open-call.ts";
import { startAuthorityProcess, type AuthorityProcess } from "#tests/harness/authority.ts";
import { writeRoot } from "../ceremony/write-root.ts";
import { definition } from "../definition.ts";
import { finishRenewal } from "./finish-renewal.ts";
import { openIssuers } from "./issuer.ts";

const run = promisify(execFile);
const passphrase = "a passphrase of the operator's";
let authority: AuthorityProcess;
let folder: string;
let home: string;

beforeEach(async () => {
  authority = await startAuthorityProcess();
  folder = await mkdtemp(join(tmpdir(), "latchkey-renewal-"));
  home = join(folder, "home");
  await mkdir(home);
  await writeRoot(join(folder, "root"), authority.rootAuthority, Buffer.from(passphrase));
});
afterEach(async () => {
  await authority[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** Renews as the command does: the home's `pki` is the authority's folder while it is renewed. */
async function renew(zones: readonly string[] = ["payments.test"]) {
  const pki = join(home, "pki");
  await cp(authority.directory, pki, { recursive: true });
  const made = await renewIntermediate({
    home,
    rootDirectory: join(folder, "root"),
    zones,
    passphrase: Buffer.from(passphrase),
  });
  await rename(join(pki, "renewal"), join(authority.directory, "renewal"));
  await rm(pki, { recursive: true });
  return made;
}

const backend = () => ({ name: "authority", adminSecret: Secret.fromText(authority.adminUrl), settings: {} });

async function issue(): Promise<Call> {
  const parameters = definition.parameters.parse({ dnsNames: ["orders.payments.test"], key: "server-made" });
  const call = openCall({ openBackend: backend }, parameters, newResource());
  await definition.apply("enrol", call.context() as never);
  await definition.verify(call.context() as never);
  return call;
}

function heldOf(call: Call) {
  const { certificate = "", privateKey = "" } = call.delivered.at(-1) ?? {};
  return { certificate: String(certificate), key: String(privateKey), root: authority.root };
}

const issuerOf = (call: Call) => new X509Certificate(heldOf(call).certificate).issuer;

/** What `openssl verify` says of a chain, with nothing trusted but the root. */
async function opensslVerify(call: Call): Promise<string> {
  const [leaf = "", intermediate = ""] = heldOf(call).certificate.split(/(?<=-----END CERTIFICATE-----\n)/);
  const files = { "leaf.pem": leaf, "intermediate.pem": intermediate, "root.pem": authority.root };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const words = ["verify", "-x509_strict", "-CAfile", "root.pem", "-untrusted", "intermediate.pem", "leaf.pem"];
  return run("openssl", words, { cwd: folder }).then(
    ({ stdout }) => stdout.trim(),
    (error: { stdout: string; stderr: string }) => `${error.stdout}${error.stderr}`,
  );
}

it("issues by the new intermediate, while what the old one issued stays good and can be revoked", async () => {
  const old = await issue();
  await renew();
  const between = await issue();
  expect(issuerOf(between)).toBe(issuerOf(old));
  await authority.start();
  const fresh = await issue();
  expect(issuerOf(fresh)).not.toBe(issuerOf(old));
  for (const call of [old, between, fresh]) {
    // A handshake, OCSP and the list of revocations, each signed by the issuer of that certificate; OpenSSL agrees.
    await (await connectByCertificate(heldOf(call))).close();
    if (hasOpenssl) expect(await opensslVerify(call)).toBe("leaf.pem: OK");
  }
  await definition.revoke(old.context() as never);
  await expect(connectByCertificate(heldOf(old))).rejects.toThrow(/revoked/);
  await (await connectByCertificate(heldOf(fresh))).close();
  await authority.kill();
  await authority.start();
  await expect(connectByCertificate(heldOf(old))).rejects.toThrow(/revoked/);
  await (await connectByCertificate(heldOf(between))).close();
  await definition.destroy(between.context() as never);
  await expect(connectByCertificate(heldOf(between))).rejects.toThrow(/revoked/);
  await definition.revoke(fresh.context() as never);
  await expect(connectByCertificate(heldOf(fresh))).rejects.toThrow(/revoked/);
});

it("can be renewed again, and each intermediate tells of its own", async () => {
  const calls = [await issue()];
  for (let time = 0; time < 2; time++) {
    await renew();
    await authority.start();
    calls.push(await issue());
  }
  expect(new Set(calls.map(issuerOf)).size).toBe(3);
  expect(await readdir(join(authority.directory, "earlier"))).toHaveLength(2);
  for (const call of calls) await (await connectByCertificate(heldOf(call))).close();
});

it("issues nothing outside of the new zones, also below an enrolment of the time before", async () => {
  const old = await issue();
  await renew(["search.test"]);
  await authority.start();
  const again = definition.verify(old.context() as never);
  await expect(again).rejects.toThrow(/outside of the zones/);
  await (await connectByCertificate(heldOf(old))).close();
});

it("is finished by the next start, at whatever point it was interrupted", async () => {
  await renew();
  const url = "http://127.0.0.1:1";
  const [before] = await openIssuers(authority.directory, url);
  const pristine = join(folder, "pristine");
  await cp(authority.directory, pristine, { recursive: true });
  const interrupted: Record<string, (at: string) => Promise<unknown>> = {
    "with nothing done": async () => undefined,
    "with half a copy of the old one": async (at) => {
      await mkdir(join(at, `earlier/${before.id}.new`), { recursive: true });
      await writeFile(join(at, `earlier/${before.id}.new/intermediate.key`), "half");
    },
    "with the key in its place": async (at) => {
      await mkdir(join(at, `earlier/${before.id}`), { recursive: true });
      for (const file of ["intermediate.key", "chain.pem"])
        await cp(join(at, file), join(at, "earlier", before.id, file));
      await rename(join(at, "renewal/intermediate.key"), join(at, "intermediate.key"));
    },
    "with an empty folder left": async (at) => {
      await finishRenewal(at);
      await mkdir(join(at, "renewal"));
    },
  };
  for (const [when, interrupt] of Object.entries(interrupted)) {
    const at = join(folder, when.replaceAll(" ", "-"));
    await cp(pristine, at, { recursive: true });
    await interrupt(at);
    await finishRenewal(at);
    const issuers = await openIssuers(at, url);
    expect(
      issuers.map(({ id }) => id === before.id),
      when,
    ).toEqual([false, true]);
    expect(await readdir(at)).not.toContain("renewal");
  }
});
