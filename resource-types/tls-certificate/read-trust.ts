import { X509Certificate } from "node:crypto";
import { AppError } from "#domain/errors/app-error.ts";
import type { AuthorityFacts } from "./api/open-client.ts";
import type { CertificateCall } from "./call.ts";
import { readPem } from "./x509/pem.ts";

/** Whom certificates are trusted through. */
export interface Trust {
  /** DER of the intermediate. */
  readonly issuer: Buffer;
  /** PEM. */
  readonly issuerPem: string;
  readonly rootPem: string;
  readonly urls: AuthorityFacts["urls"];
  readonly lifetimeHoursMax: number;
}

/**
 * Asks the authority for its chain and checks it, against the root's fingerprint where the back end names one.
 *
 * @throws verification_failed for a chain that does not hold or leads to another root
 */
export async function readTrust({ client, settings }: CertificateCall): Promise<Trust> {
  const { chain, urls, lifetimeHoursMax } = await client.describe();
  const [issuer, root] = readPem(chain).map(({ der }) => new X509Certificate(der));
  if (issuer === undefined || root === undefined) throw broken("is not complete");
  const holds = root.ca && root.verify(root.publicKey) && issuer.ca && issuer.verify(root.publicKey);
  if (!holds) throw broken("does not hold");
  const now = Date.now();
  if ([issuer, root].some((each) => new Date(each.validTo).getTime() < now)) throw broken("has expired");
  const expected = settings.rootFingerprint;
  if (expected !== undefined && root.fingerprint256 !== expected)
    throw broken("leads to another root than the catalog's");
  const [issuerPem, rootPem] = [issuer.toString(), root.toString()];
  return { issuer: issuer.raw, issuerPem, rootPem, urls, lifetimeHoursMax };
}

function broken(what: string): AppError {
  return new AppError("verification_failed", `The chain of the certificate authority ${what}.`);
}
