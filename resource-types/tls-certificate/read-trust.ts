import { X509Certificate } from "node:crypto";
import { AppError } from "#domain/errors/app-error.ts";
import type { AuthorityFacts } from "./api/open-client.ts";
import type { CertificateCall } from "./call.ts";
import { readPem } from "./x509/pem.ts";

/** Who signed certificates, and where the world is told of them. */
export interface TrustedIssuer {
  readonly id: string;
  /** DER of the intermediate. */
  readonly issuer: Buffer;
  readonly issuerPem: string;
  readonly rootPem: string;
  readonly urls: AuthorityFacts["urls"];
}

/** Whom certificates are trusted through: the intermediate that issues now, and those before it. */
export interface Trust extends TrustedIssuer {
  readonly earlier: readonly TrustedIssuer[];
  readonly lifetimeHoursMax: number;
}

/**
 * Asks the authority for its chains and checks them, against the root's fingerprint where the back end names one. An
 * earlier intermediate that has expired is left out: all that it signed has expired with it.
 *
 * @throws verification_failed for a chain that does not hold or leads to another root
 */
export async function readTrust({ client, settings }: CertificateCall): Promise<Trust> {
  const { earlier, lifetimeHoursMax, ...current } = await client.describe();
  const expected = settings.rootFingerprint;
  return {
    ...readChain(current, expected),
    earlier: earlier.filter(isCurrent).map((each) => readChain(each, expected)),
    lifetimeHoursMax,
  };
}

type Told = Pick<AuthorityFacts, "id" | "chain" | "urls">;

function isCurrent({ chain }: Told): boolean {
  const [issuer] = readPem(chain).map(({ der }) => new X509Certificate(der));
  return issuer !== undefined && new Date(issuer.validTo).getTime() > Date.now();
}

function readChain({ id, chain, urls }: Told, fingerprint: string | undefined): TrustedIssuer {
  const [issuer, root] = readPem(chain).map(({ der }) => new X509Certificate(der));
  if (issuer === undefined || root === undefined) throw broken("is not complete");
  const isSigned = root.ca && root.verify(root.publicKey) && issuer.ca && issuer.verify(root.publicKey);
  if (!isSigned) throw broken("does not hold");
  const now = Date.now();
  if ([issuer, root].some((each) => new Date(each.validTo).getTime() < now)) throw broken("has expired");
  if (fingerprint !== undefined && root.fingerprint256 !== fingerprint)
    throw broken("leads to another root than the catalog's");
  return { id, issuer: issuer.raw, issuerPem: issuer.toString(), rootPem: root.toString(), urls };
}

function broken(what: string): AppError {
  return new AppError("verification_failed", `The chain of the certificate authority ${what}.`);
}
