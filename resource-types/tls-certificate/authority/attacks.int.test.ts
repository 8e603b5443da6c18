import { execFile } from "node:child_process";
import { generateKeyPairSync, sign, X509Certificate } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasOpenssl, namesIn } from "#tests/contract-suite/certificate-tenant.ts";
import { say } from "#tests/contract-suite/say.ts";
import { hostileDnsNames } from "#tests/contract-suite/hostile-dns-names.ts";
import { startAuthorityProcess, type AuthorityProcess } from "#tests/harness/authority.ts";
import { buildCsr } from "../x509/build-csr.ts";
import { readPem, toPem } from "../x509/pem.ts";

const run = promisify(execFile);
const key = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
const csr = buildCsr(key);
const dnsNames = ["orders.payments.test"];
let authority: AuthorityProcess;
let folder: string;

beforeAll(async () => {
  authority = await startAuthorityProcess();
  folder = await mkdtemp(join(tmpdir(), "latchkey-csr-"));
});
afterAll(async () => {
  await authority[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function call(method: string, path: string, body?: object | string, token = authority.token) {
  const text = typeof body === "object" ? JSON.stringify(body) : body;
  const init = { method, headers: { authorization: `Bearer ${token}` }, ...(text !== undefined && { body: text }) };
  const answer = await fetch(`http://127.0.0.1:${authority.port}${path}`, init);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

let count = 0;

/** Enrols names anew and orders a certificate for them; gives the answer to the order. */
async function order(wish: Record<string, unknown> = {}, names: readonly string[] = dnsNames) {
  const [name, resourceId] = [`attack-${(count += 1)}-g1`, `res_${count}`];
  const enrolled = await call("PUT", `/v1/enrolments/${name}`, { resourceId, dnsNames: names });
  if (enrolled.status !== 200) return enrolled;
  const notAfter = new Date(Date.now() + 3_600_000).toISOString();
  const body = { resourceId, revision: enrolled.body.revision, order: "one", csr, notAfter, ...wish };
  return call("POST", `/v1/enrolments/${name}/certificates`, body);
}

/** A request that OpenSSL makes. */
async function opensslCsr(...more: string[]): Promise<string> {
  const file = join(folder, `${(count += 1)}.pem`);
  await run("openssl", ["req", "-new", "-nodes", "-keyout", "/dev/null", "-subj", "/CN=x", "-out", file, ...more]);
  return readFile(file, "utf8");
}

function tampered(at: (length: number) => number): string {
  const der = Buffer.from(readPem(csr)[0]?.der ?? []);
  const index = at(der.length);
  der[index] = (der[index] ?? 0) ^ 1;
  return toPem("CERTIFICATE REQUEST", der);
}

describe("the administrator's side", () => {
  it.each(["", "guess", "x".repeat(600)])("answers 401 to the token %j, and has done nothing", async (token) => {
    const before = await call("GET", "/v1/enrolments");
    for (const [method, path] of [
      ["GET", "/v1/authority"],
      ["GET", "/v1/enrolments"],
      ["PUT", "/v1/enrolments/a-g1"],
      ["POST", "/v1/enrolments/a-g1/certificates"],
      ["POST", "/v1/certificates/00/revoke"],
      ["POST", "/v1/nowhere"],
    ] as const) {
      const body = method === "GET" ? undefined : { resourceId: "res_1", dnsNames };
      expect(await call(method, path, body, token)).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
    }
    expect(await call("GET", "/v1/enrolments")).toEqual(before);
  });

  it("refuses a body that is too long, is no JSON or has more than it should, by a code", async () => {
    const path = "/v1/enrolments/a-g1";
    expect(await call("PUT", path, "x".repeat(70_000))).toMatchObject({
      status: 413,
      body: { code: "body_too_large" },
    });
    expect(await call("PUT", path, "{")).toMatchObject({ status: 400, body: { code: "malformed" } });
    expect(await call("PUT", path, { resourceId: "r", dnsNames, isCa: true })).toMatchObject({ status: 400 });
    expect(await call("PATCH", path, {})).toMatchObject({ status: 405 });
    expect(await call("PUT", "/v1/enrolments/..%2f..", {})).toMatchObject({ status: 404 });
  });

  it("lets nobody issue below, revoke or end what belongs to another owner", async () => {
    const issued = await order();
    const { enrolment, serial } = issued.body;
    const theirs = { resourceId: "res_other" };
    const wish = {
      ...theirs,
      revision: issued.body.revision,
      order: "two",
      csr,
      notAfter: new Date(Date.now() + 60_000).toISOString(),
    };
    expect((await call("POST", `/v1/enrolments/${enrolment}/certificates`, wish)).body.code).toBe("not_ours");
    expect(
      (await call("POST", `/v1/certificates/${serial}/revoke`, { ...theirs, reason: "unspecified" })).body.code,
    ).toBe("not_ours");
    expect((await call("POST", `/v1/enrolments/${enrolment}/close`, theirs)).body.code).toBe("not_ours");
    expect((await call("PUT", `/v1/enrolments/${enrolment}`, { ...theirs, dnsNames })).body.code).toBe("not_ours");
    expect((await call("GET", `/v1/certificates/${serial}`)).body.revokedAt).toBeNull();
  });

  it("gives the same certificate for the same order, and none for what was seen before a change", async () => {
    const first = await order();
    const { enrolment, resourceId, revision } = first.body;
    const notAfter = new Date(Date.now() + 3_600_000).toISOString();
    const again = (wish: object) =>
      call("POST", `/v1/enrolments/${enrolment}/certificates`, {
        resourceId,
        revision: 0,
        order: "one",
        csr,
        notAfter,
        ...wish,
      });
    expect((await again({})).body.serial).toBe(first.body.serial);
    expect((await again({ order: "two" })).body.code).toBe("stale");
    expect((await again({ order: "two", revision })).status).toBe(200);
  });
});

describe("a certificate request", () => {
  it.each([
    ["nothing", ""],
    ["text", "hello"],
    ["a certificate", toPem("CERTIFICATE", Buffer.from("3000", "hex"))],
    ["an empty sequence", toPem("CERTIFICATE REQUEST", Buffer.from("3000", "hex"))],
    ["random bytes", toPem("CERTIFICATE REQUEST", Buffer.alloc(300, 7))],
    ["endless nesting", toPem("CERTIFICATE REQUEST", Buffer.from("30".repeat(500), "hex"))],
    ["a length beyond its end", toPem("CERTIFICATE REQUEST", Buffer.from("30847fffffff", "hex"))],
    ["two requests", csr + csr],
    [
      "bytes behind it",
      toPem("CERTIFICATE REQUEST", Buffer.concat([readPem(csr)[0]?.der ?? Buffer.alloc(0), Buffer.alloc(3)])),
    ],
    ["half of it", toPem("CERTIFICATE REQUEST", (readPem(csr)[0]?.der ?? Buffer.alloc(0)).subarray(0, 90))],
    ["too much", `${csr}${" ".repeat(20_000)}`],
  ])("that is %s is refused as malformed", async (_what, text) => {
    expect(await order({ csr: text })).toMatchObject({ status: 422, body: { code: "csr_malformed" } });
  });

  it("that was tampered with is refused, wherever a bit is turned", async () => {
    const codes = new Set<unknown>();
    const { length } = readPem(csr)[0]?.der ?? Buffer.alloc(0);
    for (let at = 0; at < length; at += 3) {
      const { status, body } = await order({ csr: tampered(() => at) });
      expect(status, `bit of byte ${at}`).toBe(422);
      codes.add(body.code);
    }
    expect([...codes]).toContain("csr_signature");
  });

  it.skipIf(!hasOpenssl).each([
    ["RSA of 1024 bits", ["-newkey", "rsa:1024"], "csr_weak_key"],
    ["a curve that is not offered", ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:secp256k1"], "csr_weak_key"],
    ["P-521", ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-521"], "csr_weak_key"],
    ["Ed448", ["-newkey", "ed448"], "csr_weak_key"],
    ["a signature by SHA-1", ["-newkey", "rsa:2048", "-sha1"], "csr_weak_signature"],
    ["a signature by SHA-224", ["-newkey", "rsa:2048", "-sha224"], "csr_weak_signature"],
    [
      "a wish to be an authority",
      ["-newkey", "ed25519", "-addext", "basicConstraints=critical,CA:TRUE"],
      "csr_asks_for_authority",
    ],
    ["another name", ["-newkey", "ed25519", "-addext", "subjectAltName=DNS:evil.test"], "csr_names"],
    ["an address", ["-newkey", "ed25519", "-addext", "subjectAltName=IP:10.0.0.1"], "csr_names"],
    [
      "a mail address beside the name",
      ["-newkey", "ed25519", "-addext", "subjectAltName=DNS:orders.payments.test,email:a@b.c"],
      "csr_names",
    ],
  ])("with %s is refused", async (_what, options, code) => {
    expect(await order({ csr: await opensslCsr(...options) })).toMatchObject({ status: 422, body: { code } });
  });

  it.skipIf(!hasOpenssl).each([
    ["RSA of 2048 bits", ["-newkey", "rsa:2048"]],
    ["RSA of 3072 bits, SHA-512", ["-newkey", "rsa:3072", "-sha512"]],
    ["P-256", ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]],
    ["P-384, SHA-384", ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384", "-sha384"]],
    ["Ed25519", ["-newkey", "ed25519"]],
    ["the name it is for", ["-newkey", "ed25519", "-addext", "subjectAltName=DNS:orders.payments.test"]],
  ])("with %s is taken, and only its key is used", async (_what, options) => {
    const { status, body } = await order({ csr: await opensslCsr(...options) });
    expect(status).toBe(200);
    const certificate = new X509Certificate(String(body.certificate));
    expect(certificate.ca).toBe(false);
    expect(certificate.subject).toBe("CN=orders.payments.test");
    expect(namesIn(String(body.certificate))).toEqual(dnsNames);
    expect(certificate.serialNumber).toHaveLength(40);
  });

  it("signed by another key is refused", async () => {
    const [block] = readPem(csr);
    const der = Buffer.from(block?.der ?? []);
    const other = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
    const signature = sign("sha256", der.subarray(4, 90), other);
    signature.copy(der, der.length - signature.length);
    expect((await order({ csr: toPem("CERTIFICATE REQUEST", der) })).status).toBe(422);
  });

  it.each([
    ["longer than 90 days", 2161 * 3_600_000],
    ["over before it begins", -60_000],
  ])("for a certificate that is %s is refused", async (_what, ms) => {
    const notAfter = new Date(Date.now() + ms).toISOString();
    expect(await order({ notAfter })).toMatchObject({ status: 422, body: { code: "lifetime" } });
  });
});

describe("hostile names", () => {
  it(
    `are refused, or certified as exactly one literal name, all ${hostileDnsNames.length}`,
    { timeout: 240_000 },
    async () => {
      let issued = 0;
      for (const { name } of hostileDnsNames) {
        const { status, body } = await order({}, [name]);
        if (status !== 200) {
          expect(["name_invalid", "name_not_permitted"], JSON.stringify(name)).toContain(body.code);
          continue;
        }
        issued += 1;
        expect(namesIn(String(body.certificate))).toEqual([name.toLowerCase()]);
        expect(name.toLowerCase()).toMatch(/^(\*\.)?([a-z0-9-]+\.)*payments\.test$/);
      }
      say(
        `Hostile names: ${issued} certified literally, ${hostileDnsNames.length - issued} refused, 0 outside of the zone.`,
      );
      expect(issued).toBeGreaterThan(10);
    },
  );
});
