import { execFile } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, createServer } from "node:tls";
import { promisify } from "node:util";
import { readPem, toPem } from "#resource-types/tls-certificate/x509/pem.ts";
import { askOcsp, readCrl } from "#resource-types/tls-certificate/x509/read-status.ts";
import type { TenantSession } from "#tests/contract-suite/contract-target.ts";

const run = promisify(execFile);

/** What a recipient holds: a chain with its key, and the root that their peers trust. */
export interface HeldCertificate {
  /** PEM, leaf first. */
  readonly certificate: string;
  /** PEM. */
  readonly key: string;
  readonly root: string;
}

/** Whether `openssl` is on this machine. */
export const hasOpenssl = await run("openssl", ["version"]).then(
  () => true,
  () => false,
);

/**
 * Uses a certificate as its recipient would: a real TLS server shows it to a real client that trusts the root alone and
 * asks whether it was revoked, by OCSP and by the list. Where OpenSSL is on the machine, it must come to the same answer.
 *
 * @throws Error "revoked" when it was, or what the handshake failed by
 */
export async function connectByCertificate(held: HeldCertificate): Promise<TenantSession> {
  await shakeHands(held);
  const state = await stateOf(held);
  if (state !== "good") throw new Error(`The certificate is ${state}.`);
  return { isAlive: async () => (await stateOf(held)) === "good", close: async () => undefined };
}

async function shakeHands({ certificate, key, root }: HeldCertificate): Promise<void> {
  const server = createServer({ cert: certificate, key, ca: root, requestCert: true }, (socket) => {
    socket.end(socket.authorized ? "welcome" : "stranger");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const [name = ""] = namesIn(certificate);
  const servername = name.replace("*", "any");
  // The same certificate is the client's too: it is good for both sides.
  const socket = connect({ port, host: "127.0.0.1", servername, ca: root, cert: certificate, key });
  try {
    const [answer] = (await once(socket, "data")) as [Buffer];
    if (String(answer) !== "welcome") throw new Error("The server did not accept the client's certificate.");
  } finally {
    socket.destroy();
    server.close();
  }
}

/** Names of the leaf, as its extension has them. */
export function namesIn(certificate: string): readonly string[] {
  const text = new X509Certificate(certificate).subjectAltName ?? "";
  return text.split(", ").map((entry) => entry.replace(/^DNS:/, ""));
}

async function stateOf(held: HeldCertificate): Promise<"good" | "revoked" | "unknown"> {
  const [leaf, issuer] = readPem(held.certificate).map(({ der }) => der);
  if (leaf === undefined || issuer === undefined) throw new Error("The chain is not complete.");
  const serial = new X509Certificate(leaf).serialNumber.toLowerCase();
  const { infoAccess = "" } = new X509Certificate(leaf);
  const ocspUrl = /OCSP - URI:(\S+)/.exec(infoAccess)?.[1] ?? "";
  const crlUrl = /URI:(http\S+\/crl\/[0-9a-f]+\.der)/.exec(leaf.toString("latin1").replace(/[^\x20-\x7e]/g, " "))?.[1];
  const point = crlUrl ?? ocspUrl.replace(/ocsp$/, `crl/${/\/ca\/([0-9a-f]+)\.der/.exec(infoAccess)?.[1]}.der`);
  const question = askOcsp(serial, issuer);
  const answer = await fetch(ocspUrl, { method: "POST", body: new Uint8Array(question.request) });
  const ocsp = question.read(Buffer.from(await answer.arrayBuffer()));
  const list = Buffer.from(await (await fetch(point)).arrayBuffer());
  const isListed = readCrl(list, issuer).serials.has(serial);
  if (isListed !== (ocsp === "revoked")) throw new Error("OCSP and the list contradict each other.");
  if (hasOpenssl) await expectOpenssl({ leaf, issuer, list, ocspUrl, root: held.root }, ocsp);
  return ocsp;
}

interface OpensslCase {
  readonly leaf: Buffer;
  readonly issuer: Buffer;
  readonly list: Buffer;
  readonly ocspUrl: string;
  readonly root: string;
}

/** Asks `openssl verify -crl_check` and `openssl ocsp` the same. */
async function expectOpenssl({ leaf, issuer, list, ocspUrl, root }: OpensslCase, expected: string): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "latchkey-openssl-"));
  const options = { cwd: directory };
  try {
    await writeFile(join(directory, "leaf.pem"), toPem("CERTIFICATE", leaf));
    await writeFile(join(directory, "issuer.pem"), toPem("CERTIFICATE", issuer));
    await writeFile(join(directory, "root.pem"), root);
    await writeFile(join(directory, "list.pem"), toPem("X509 CRL", list));
    const verify = ["verify", "-crl_check", "-CAfile", "root.pem", "-untrusted", "issuer.pem", "-CRLfile", "list.pem"];
    const verified = await run("openssl", [...verify, "leaf.pem"], options).then(
      ({ stdout }) => stdout,
      (error: { stdout: string; stderr: string }) => `${error.stdout}${error.stderr}`,
    );
    const asked = ["ocsp", "-issuer", "issuer.pem", "-cert", "leaf.pem", "-url", ocspUrl, "-CAfile", "root.pem"];
    const { stdout, stderr } = await run("openssl", asked, options);
    if (!stderr.includes("Response verify OK")) throw new Error(`openssl ocsp: ${stderr}`);
    const isGood = verified.includes("leaf.pem: OK") && stdout.includes("leaf.pem: good");
    const isRevoked = verified.includes("certificate revoked") && stdout.includes("leaf.pem: revoked");
    if ((expected === "good" && isGood) || (expected === "revoked" && isRevoked)) return;
    throw new Error(`openssl does not find the certificate ${expected}: ${verified} ${stdout}`);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
