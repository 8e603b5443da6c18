import { X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { renewalFolder } from "#resource-types/tls-certificate/authority/finish-renewal.ts";
import { issuerFiles, readIssuerZones } from "#resource-types/tls-certificate/authority/issuer.ts";
import { demoRootFile } from "#resource-types/tls-certificate/ceremony/keep-demo-authority.ts";
import { readPem } from "#resource-types/tls-certificate/x509/pem.ts";

/** One certificate of an authority. */
export interface AuthorityCertificate {
  readonly subject: string;
  /** ISO 8601. */
  readonly notAfter: string;
  /** SHA-256, `AB:CD:…` */
  readonly fingerprint: string;
}

/** What the authority of a home is. */
export interface PkiDescription {
  readonly root: AuthorityCertificate;
  /** Issues now. */
  readonly intermediate: AuthorityCertificate;
  /** Tell of what they issued. */
  readonly earlier: readonly AuthorityCertificate[];
  /** Issues from the next start of the authority on. */
  readonly waiting: AuthorityCertificate | null;
  readonly zones: readonly string[];
  readonly isForEvaluation: boolean;
}

/**
 * Reads the chain of a home's authority; no key is touched.
 *
 * @throws Error when there is none or it is damaged
 */
export async function describePki(home: string): Promise<PkiDescription> {
  const directory = join(home, "pki");
  const chain = readPem(await readFile(join(directory, issuerFiles.chain), "utf8")).map(({ der }) => der);
  const [intermediate, root] = chain;
  if (intermediate === undefined || root === undefined) throw new Error(`${directory} holds no whole chain.`);
  return {
    root: describe(root),
    intermediate: describe(intermediate),
    earlier: await describeEarlier(directory),
    waiting: await describeFirst(join(directory, renewalFolder)),
    zones: readIssuerZones(intermediate),
    isForEvaluation: existsSync(join(directory, demoRootFile)),
  };
}

async function describeEarlier(directory: string): Promise<readonly AuthorityCertificate[]> {
  const folder = join(directory, issuerFiles.earlier);
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(names.map((name) => describeFirst(join(folder, name))));
  return found.flatMap((each) => each ?? []).toSorted((a, b) => b.notAfter.localeCompare(a.notAfter));
}

/** The intermediate of a folder; null where it holds none. */
async function describeFirst(folder: string): Promise<AuthorityCertificate | null> {
  const text = await readFile(join(folder, issuerFiles.chain), "utf8").catch(() => "");
  const der = readPem(text)[0]?.der;
  return der === undefined ? null : describe(der);
}

function describe(der: Buffer): AuthorityCertificate {
  const { subject, validTo, fingerprint256 } = new X509Certificate(der);
  return {
    subject: subject.replaceAll("\n", ", "),
    notAfter: new Date(validTo).toISOString(),
    fingerprint: fingerprint256,
  };
}
