import { execFile } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { AppError } from "#domain/errors/app-error.ts";
import { buildCsr } from "#resource-types/tls-certificate/x509/build-csr.ts";
import { readPem, toPem } from "#resource-types/tls-certificate/x509/pem.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { previewRequest } from "#server/requests/preview-request.ts";
import { submitRequest } from "#server/requests/submit-request.ts";
import { hasOpenssl } from "#tests/contract-suite/certificate-tenant.ts";
import { openTestServer, sampleBody, type TestServer } from "#tests/harness/test-server.ts";

const run = promisify(execFile);
const dnsNames = ["orders.payments.example.test"];
const key = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
const csr = buildCsr(key);
const pathological = `-----BEGIN CERTIFICATE REQUEST-----${" ".repeat(16_000)}!`;
let server: TestServer;
let folder: string;

beforeEach(async () => {
  server = await openTestServer();
  folder = await mkdtemp(join(tmpdir(), "latchkey-csr-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** What preview and submit answer to the same body, which must be the same. */
async function ask(request: string, names: readonly string[] = dnsNames) {
  const dana = await server.actor("dana");
  const body = sampleBody({ template: "tls-certificate", parameters: { dnsNames: names, csr: request } });
  const told = (error: unknown) => {
    if (!(error instanceof AppError)) throw error;
    return { code: error.code, message: error.message, path: error.details.path };
  };
  const previewed = await previewRequest(server.web, dana, body).catch(told);
  const submitted = await submitRequest(server.web, dana, { body, idempotencyKey: null }).then(
    (answer) => answer.request.decision,
    told,
  );
  expect(submitted).toEqual(previewed);
  return previewed;
}

async function filed(): Promise<number> {
  const [row] = await server.web.db.query<{ count: number }>(sql`SELECT count(*)::int AS count FROM requests`);
  return row?.count ?? -1;
}

async function openssl(...more: string[]): Promise<string> {
  const file = join(folder, `${more.join("").length}-${Math.random()}.pem`);
  await run("openssl", ["req", "-new", "-nodes", "-keyout", "/dev/null", "-subj", "/", "-out", file, ...more]);
  return readFile(file, "utf8");
}

function withLastByteTurned(pem: string): string {
  const der = Buffer.from(readPem(pem)[0]?.der ?? []);
  der[der.length - 1] = (der.at(-1) ?? 0) ^ 1;
  return toPem("CERTIFICATE REQUEST", der);
}

describe("a certificate request that is asked for", () => {
  test.each([
    ["text", "hello"],
    ["a certificate", toPem("CERTIFICATE", Buffer.from("3000", "hex"))],
    ["two requests", csr + csr],
    ["one with a wrong signature", withLastByteTurned(csr)],
    ["one of a megabyte", csr + " ".repeat(1_000_000)],
    ["white space without an end", pathological],
  ])("is refused with its field named when it is %s, and nothing is filed", async (_what, text) => {
    const before = await filed();
    expect(await ask(text)).toMatchObject({ code: "invalid_input", path: "/parameters/csr" });
    expect(await filed()).toBe(before);
  });

  test.skipIf(!hasOpenssl).each([
    ["RSA of 1024 bits", ["-newkey", "rsa:1024"], "2048 to 8192 bits, not 1024"],
    ["a signature by SHA-1", ["-newkey", "rsa:2048", "-sha1"], "SHA-256"],
    ["a wish to be an authority", ["-newkey", "ed25519", "-addext", "basicConstraints=critical,CA:TRUE"], "authority"],
    ["another name", ["-newkey", "ed25519", "-addext", "subjectAltName=DNS:evil.test"], '"evil.test"'],
    ["a wildcard", ["-newkey", "ed25519", "-addext", "subjectAltName=DNS:*.payments.example.test"], '"*.payments'],
    ["an address", ["-newkey", "ed25519", "-addext", "subjectAltName=IP:10.0.0.1"], "else than DNS names"],
    ["a common name of somebody else", ["-newkey", "ed25519", "-subj", "/CN=bank.test"], '"bank.test"'],
    [
      "a thousand names",
      [
        "-newkey",
        "ed25519",
        "-addext",
        `subjectAltName=${Array.from({ length: 1000 }, (_, n) => `DNS:a${n}.t`).join()}`,
      ],
      '"a0.t"',
    ],
  ])("is refused with a sentence when it has %s, and nothing is filed", async (_what, options, sentence) => {
    const before = await filed();
    const answer = await ask(await openssl(...options));
    expect(answer).toMatchObject({ code: "invalid_input", path: "/parameters/csr" });
    expect(answer).toMatchObject({ message: expect.stringContaining(sentence) });
    expect(await filed()).toBe(before);
  });

  test.skipIf(!hasOpenssl)("goes to the guardrails with the names that it shares with the request here", async () => {
    const named = (name: string) => openssl("-newkey", "ed25519", "-addext", `subjectAltName=DNS:${name}`);
    const decided = async (name: string) => ask(await named(name), [name]);
    expect(await decided("Orders.payments.example.test")).toMatchObject({ outcome: "auto" });
    expect(await decided("*.payments.example.test")).toMatchObject({ outcome: "needs_approval" });
    const denied = await decided("evil.test");
    expect(denied).toMatchObject({ outcome: "deny" });
    expect(denied).toMatchObject({
      trace: expect.arrayContaining([
        expect.objectContaining({
          rule: "names.zones",
          remedy: expect.objectContaining({ path: "/parameters/dnsNames" }),
        }),
      ]),
    });
  });

  test.each(["alone", "behind the request"])(
    "is refused when a private key stands there (%s), and none of it is kept",
    async (where) => {
      const pem = key.export({ type: "pkcs8", format: "pem" }).toString();
      const before = await filed();
      const answer = await ask(where === "alone" ? pem : csr + pem);
      expect(answer).toMatchObject({ code: "secret_in_text", path: expect.stringContaining("csr") });
      expect(await filed()).toBe(before);
      const [, body = ""] = pem.split("\n");
      expect(JSON.stringify(answer)).not.toContain(body);
      const [kept] = await server.worker.ctx.db.query<{ tables: number; hits: number }>(sql`
      SELECT count(*)::int AS tables, sum((xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %I t WHERE to_jsonb(t)::text LIKE %L',
        relname, ${`%${body.slice(0, 40)}%`}::text), false, true, '')))[1]::text::int)::int AS hits
      FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND has_table_privilege(oid, 'SELECT')`);
      expect(kept?.hits).toBe(0);
      expect(kept?.tables).toBeGreaterThan(10);
    },
  );
});
