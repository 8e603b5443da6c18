import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startAuthorityProcess, type AuthorityProcess } from "#tests/harness/authority.ts";
import { buildCsr } from "../x509/build-csr.ts";
import { readPem } from "../x509/pem.ts";
import { askOcsp, readCrl } from "../x509/read-status.ts";

let authority: AuthorityProcess;
let issuer: Buffer;
let serial: string;
let urls: { crl: string; ocsp: string; certificate: string };

beforeAll(async () => {
  authority = await startAuthorityProcess();
  const description = await call("GET", "/v1/authority");
  issuer = readPem(String(description.chain))[0]?.der ?? Buffer.alloc(0);
  urls = description.urls as typeof urls;
  const key = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const { revision } = await call("PUT", "/v1/enrolments/a-g1", { resourceId: "res_1", dnsNames: ["a.payments.test"] });
  const notAfter = new Date(Date.now() + 3_600_000).toISOString();
  const order = { resourceId: "res_1", revision, order: "one", csr: buildCsr(key), notAfter };
  serial = String((await call("POST", "/v1/enrolments/a-g1/certificates", order)).serial);
});
afterAll(() => authority[Symbol.asyncDispose]());

async function call(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  const init = { method, headers: { authorization: `Bearer ${authority.token}` } };
  const answer = await fetch(`http://127.0.0.1:${authority.port}${path}`, {
    ...init,
    ...(body && { body: JSON.stringify(body) }),
  });
  return (await answer.json()) as Record<string, unknown>;
}

const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer());
const post = (request: Uint8Array) => fetch(urls.ocsp, { method: "POST", body: new Uint8Array(request) });

/** A question as RFC 5019 has it, without a nonce: SHA-1 of name and key, the serial number. */
function withoutNonce(): Buffer {
  const { request } = askOcsp(serial, issuer);
  const list = request.subarray(4, 4 + 2 + (request[5] ?? 0));
  const inner = Buffer.concat([Buffer.from([0x30, list.length]), list]);
  return Buffer.concat([Buffer.from([0x30, inner.length]), inner]);
}

describe("what the relying world reads", () => {
  it("is OCSP over POST with a nonce, fresh and not kept by caches", async () => {
    const question = askOcsp(serial, issuer);
    const answer = await post(question.request);
    expect(answer.headers.get("content-type")).toBe("application/ocsp-response");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const bytes = await bytesOf(answer);
    expect(question.read(bytes)).toBe("good");
    expect(() => askOcsp(serial, issuer).read(bytes)).toThrow("to another question");
    expect(() => askOcsp("00".repeat(20), issuer).read(bytes)).toThrow(/another/);
    const forged = Buffer.from(bytes);
    forged.writeUInt8((forged.at(-5) ?? 0) ^ 1, forged.length - 5);
    expect(() => question.read(forged)).toThrow("not signed by the issuer");
  });

  it("says unknown of a serial number that was never issued", async () => {
    const question = askOcsp(`4${"1".repeat(39)}`, issuer);
    expect(question.read(await bytesOf(await post(question.request)))).toBe("unknown");
  });

  it("is OCSP over GET without a nonce, with the headers that caches need", async () => {
    const path = encodeURIComponent(withoutNonce().toString("base64"));
    const answer = await fetch(`${urls.ocsp}/${path}`);
    expect((await bytesOf(answer)).length).toBeGreaterThan(100);
    expect(answer.headers.get("cache-control")).toBe("max-age=300, public, no-transform, must-revalidate");
    for (const name of ["etag", "expires", "last-modified"]) expect(answer.headers.get(name)).not.toBeNull();
    expect(Date.parse(answer.headers.get("expires") ?? "") - Date.now()).toBeGreaterThan(3_000_000);
  });

  it.each([
    ["nothing", Buffer.alloc(0), "30030a0101"],
    ["noise", Buffer.alloc(200, 9), "30030a0101"],
    ["a question about another issuer", null, "30030a0106"],
  ])("answers %s by a status of the protocol", async (_what, bytes, expected) => {
    const foreign = Buffer.from(withoutNonce());
    foreign.writeUInt8((foreign.at(30) ?? 0) ^ 1, 30);
    expect((await bytesOf(await post(bytes ?? foreign))).toString("hex")).toBe(expected);
  });

  it("is a list that is signed anew with each revocation, and the issuer's certificate", async () => {
    const before = readCrl(await bytesOf(await fetch(urls.crl)), issuer);
    expect(before.serials.has(serial)).toBe(false);
    await call("POST", `/v1/certificates/${serial}/revoke`, { resourceId: "res_1", reason: "keyCompromise" });
    const answer = await fetch(urls.crl);
    expect(answer.headers.get("content-type")).toBe("application/pkix-crl");
    const after = readCrl(await bytesOf(answer), issuer);
    expect(after.serials.has(serial)).toBe(true);
    expect(after.number).toBeGreaterThan(before.number);
    expect(await bytesOf(await fetch(urls.certificate))).toEqual(issuer);
    const other = await startAuthorityProcess();
    const list = await bytesOf(await fetch(urls.crl));
    const { chain } = (await (
      await fetch(`http://127.0.0.1:${other.port}/v1/authority`, {
        headers: { authorization: `Bearer ${other.token}` },
      })
    ).json()) as { chain: string };
    expect(() => readCrl(list, readPem(chain)[0]?.der ?? Buffer.alloc(0))).toThrow("not signed by the issuer");
    await other[Symbol.asyncDispose]();
  });

  it("holds nothing of the administrator's, and says nothing of its key", async () => {
    for (const path of [
      "/v1/authority",
      "/v1/enrolments",
      "/journal.log",
      "/intermediate.key",
      "/../token",
      "/crl/other.der",
    ]) {
      expect([401, 404]).toContain((await fetch(`http://127.0.0.1:${authority.port}${path}`)).status);
    }
    expect((await fetch(urls.crl, { method: "POST", body: "x" })).status).toBe(405);
    expect((await fetch(`http://127.0.0.1:${authority.port}/healthz`)).status).toBe(200);
  });
});
