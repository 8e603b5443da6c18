import { X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
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
  readonly intermediate: AuthorityCertificate;
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
    zones: readIssuerZones(intermediate),
    isForEvaluation: existsSync(join(directory, demoRootFile)),
  };
}

function describe(der: Buffer): AuthorityCertificate {
  const { subject, validTo, fingerprint256 } = new X509Certificate(der);
  return {
    subject: subject.replaceAll("\n", ", "),
    notAfter: new Date(validTo).toISOString(),
    fingerprint: fingerprint256,
  };
}
