import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { appendFile, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { say } from "#tests/contract-suite/say.ts";
import { startAuthorityProcess, type AuthorityProcess } from "#tests/harness/authority.ts";
import { buildCsr } from "../x509/build-csr.ts";
import { readPem } from "../x509/pem.ts";
import { askOcsp, readCrl } from "../x509/read-status.ts";

const csr = buildCsr(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey);
const kills = 20;

function client({ port, token }: AuthorityProcess) {
  return async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
    const init = { method, headers: { authorization: `Bearer ${token}` }, ...(body && { body: JSON.stringify(body) }) };
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, init);
    if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Record<string, unknown>;
  };
}

/** Issues and revokes until the authority is gone; gives what it was told had happened. */
async function work(authority: AuthorityProcess, round: string) {
  const call = client(authority);
  const issued: string[] = [];
  const revoked: string[] = [];
  try {
    for (let at = 0; ; at += 1) {
      const [name, resourceId] = [`c-${round}-${at}-g1`, `res_${round}_${at}`];
      const { revision } = await call("PUT", `/v1/enrolments/${name}`, { resourceId, dnsNames: ["a.payments.test"] });
      const notAfter = new Date(Date.now() + 3_600_000).toISOString();
      const order = { resourceId, revision, order: "one", csr, notAfter };
      const { serial } = await call("POST", `/v1/enrolments/${name}/certificates`, order);
      issued.push(String(serial));
      if (at % 2 === 0) continue;
      await call("POST", `/v1/certificates/${String(serial)}/revoke`, { resourceId, reason: "keyCompromise" });
      revoked.push(String(serial));
    }
  } catch {
    return { issued, revoked };
  }
}

async function readWorld(authority: AuthorityProcess) {
  const { chain, urls } = await client(authority)("GET", "/v1/authority");
  const issuer = readPem(String(chain))[0]?.der ?? Buffer.alloc(0);
  const { crl, ocsp } = urls as { crl: string; ocsp: string };
  const list = readCrl(Buffer.from(await (await fetch(crl)).arrayBuffer()), issuer);
  const status = async (serial: string) => {
    const question = askOcsp(serial, issuer);
    const answer = await fetch(ocsp, { method: "POST", body: new Uint8Array(question.request) });
    return question.read(Buffer.from(await answer.arrayBuffer()));
  };
  return { list, status };
}

describe("an authority that is killed", () => {
  it(
    `${kills} times while it issues and revokes gives no serial twice and forgets no revocation`,
    { timeout: 240_000 },
    async () => {
      await using authority = await startAuthorityProcess();
      const all = { issued: [] as string[], revoked: [] as string[] };
      let listNumber = 0;
      for (let round = 1; round <= kills; round += 1) {
        const working = Promise.all([0, 1, 2].map((lane) => work(authority, `${round}-${lane}`)));
        // Every round dies at another moment of its work.
        const journal = join(authority.directory, "journal.log");
        const goal = (await readFile(journal)).length + 2000 + round * 911;
        await expect
          .poll(async () => (await readFile(journal)).length, { interval: 1, timeout: 20_000 })
          .toBeGreaterThan(goal);
        await authority.kill();
        for (const { issued, revoked } of await working) {
          all.issued.push(...issued);
          all.revoked.push(...revoked);
        }
        await authority.start();
        const { list, status } = await readWorld(authority);
        expect(list.number).toBeGreaterThan(listNumber);
        listNumber = list.number;
        expect(all.revoked.filter((serial) => !list.serials.has(serial))).toEqual([]);
        for (const serial of all.revoked.slice(-3)) expect(await status(serial)).toBe("revoked");
        for (const serial of all.issued.slice(-3)) expect(await status(serial)).not.toBe("unknown");
      }
      const { items } = (await client(authority)("GET", "/v1/enrolments")) as {
        items: { certificates: { certificate: string }[] }[];
      };
      const serials = items.flatMap(({ certificates }) =>
        certificates.map(({ certificate }) => new X509Certificate(certificate).serialNumber),
      );
      expect(new Set(serials).size).toBe(serials.length);
      expect(all.issued.filter((serial) => !serials.includes(serial.toUpperCase()))).toEqual([]);
      say(
        `Killed ${kills} times: ${serials.length} certificates, ${all.revoked.length} revocations, 0 lost, 0 serials twice.`,
      );
    },
  );

  it("in the middle of a line cuts that line off, and refuses to start on any other damage", async () => {
    await using authority = await startAuthorityProcess();
    const call = client(authority);
    await call("PUT", "/v1/enrolments/a-g1", { resourceId: "res_1", dnsNames: ["a.payments.test"] });
    await authority.kill();
    const path = join(authority.directory, "journal.log");
    const whole = await readFile(path, "utf8");
    await appendFile(path, '0123456789abcdef {"type":"enr');
    await authority.start();
    expect(await readFile(path, "utf8")).toBe(whole);
    await authority.kill();
    await writeFile(path, whole.replace("a.payments.test", "b.payments.test"));
    await expect(authority.start()).rejects.toThrow(/journal.log:1 is damaged/);
    await writeFile(path, whole);
    await authority.start();
    await truncate(path, whole.length);
    expect((await call("GET", "/v1/enrolments/a-g1")).dnsNames).toEqual(["a.payments.test"]);
  });

  it("does not start on a journal that is missing, cut or older, and issues nothing once it is taken away", async () => {
    await using authority = await startAuthorityProcess();
    const call = client(authority);
    const enrol = (name: string) =>
      call("PUT", `/v1/enrolments/${name}-g1`, { resourceId: `res_${name}`, dnsNames: ["a.payments.test"] });
    const path = join(authority.directory, "journal.log");
    const [empty, emptyAnchor] = [await readFile(path, "utf8"), await readFile(`${path}.anchor`, "utf8")];
    await enrol("a");
    const older = await readFile(path, "utf8");
    await enrol("b");
    const whole = await readFile(path, "utf8");
    await authority.kill();
    for (const wrong of [empty, older, whole.slice(0, -5), `${older}${older}`]) {
      await writeFile(path, wrong);
      await expect(authority.start(), JSON.stringify(wrong)).rejects.toThrow(/is lost, or older than its anchor/);
      expect(await readFile(path, "utf8")).toBe(wrong);
    }
    await rm(path);
    await expect(authority.start()).rejects.toThrow(/is lost/);
    await rm(`${path}.anchor`);
    await expect(authority.start()).rejects.toThrow(/is lost/);
    // A crash between the journal and its anchor leaves an older anchor, which holds.
    await writeFile(path, whole);
    await writeFile(`${path}.anchor`, emptyAnchor);
    await authority.start();
    await enrol("c");
    for (const harm of [() => truncate(path, 10), () => rm(path)]) {
      const before = await readFile(path);
      await harm();
      await expect(enrol("d")).rejects.toThrow(/journal_lost/);
      await expect(call("GET", "/v1/authority")).rejects.toThrow(/journal_lost/);
      expect((await fetch(`http://127.0.0.1:${authority.port}/healthz`)).ok).toBe(false);
      await authority.kill();
      await writeFile(path, before);
      await authority.start();
      expect((await fetch(`http://127.0.0.1:${authority.port}/healthz`)).ok).toBe(true);
    }
  });

  it("lets no second authority work on its folder, and the next one take it over", async () => {
    await using authority = await startAuthorityProcess();
    const { startAuthority } = await import("./start-authority.ts");
    const second = { directory: authority.directory, port: authority.port + 1, host: "127.0.0.1", publicUrl: null };
    const rest = { adminToken: "t", admin: null, tell: () => undefined };
    await expect(startAuthority({ ...second, ...rest })).rejects.toThrow(/is the authority of/);
    await authority.kill();
    await authority.start();
    expect((await client(authority)("GET", "/v1/enrolments")).items).toEqual([]);
  });
});
