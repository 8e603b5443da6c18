import { randomBytes, X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "#domain/errors/app-error.ts";
import { renewalFolder } from "#resource-types/tls-certificate/authority/finish-renewal.ts";
import { issuerFiles } from "#resource-types/tls-certificate/authority/issuer.ts";
import { createIntermediate } from "#resource-types/tls-certificate/ceremony/create-authorities.ts";
import { demoRootFile } from "#resource-types/tls-certificate/ceremony/keep-demo-authority.ts";
import { readRoot } from "#resource-types/tls-certificate/ceremony/read-root.ts";
import { stageRenewal } from "#resource-types/tls-certificate/ceremony/stage-renewal.ts";
import { readPem } from "#resource-types/tls-certificate/x509/pem.ts";
import { assertZones } from "#server/pki/assert-zones.ts";

/** What a renewal is told. */
export interface Renewal {
  /** The home whose authority gets the new intermediate. */
  readonly home: string;
  /** Where the root is, for the length of the ceremony. */
  readonly rootDirectory: string;
  readonly zones: readonly string[];
  readonly passphrase: Buffer;
}

/** What was made; it issues from the next start of the authority on. */
export interface RenewedIntermediate {
  readonly subject: string;
  /** ISO 8601. */
  readonly notAfter: string;
  readonly zones: readonly string[];
  readonly directory: string;
}

/**
 * Makes a new intermediate below the same root and leaves it for the authority's next start. The one before goes on telling
 * of what it issued, and nothing that trusts the root has to learn anything.
 *
 * @throws invalid_input for a zone, a passphrase or a root that is not that of the chain; wrong_state where there is no
 * authority, it is the one for evaluation, or a renewal waits already
 */
export async function renewIntermediate(order: Renewal): Promise<RenewedIntermediate> {
  const { home, rootDirectory, zones, passphrase } = order;
  const directory = join(home, "pki");
  assertRenewable(directory);
  assertZones(zones);
  const chain = readPem(await readFile(join(directory, issuerFiles.chain), "utf8")).map(({ der }) => der);
  const [before, known] = chain;
  if (before === undefined || known === undefined)
    throw new AppError("wrong_state", `${directory} holds no whole chain.`);
  const root = await readRoot(rootDirectory, passphrase);
  if (!root.certificate.equals(known)) {
    throw new AppError(
      "invalid_input",
      `${rootDirectory} holds another root than the one that signed this intermediate.`,
    );
  }
  const organization = /^O=(.+)$/m.exec(new X509Certificate(before).subject)?.[1] ?? "Latchkey";
  const mark = randomBytes(2).toString("hex");
  const intermediate = createIntermediate(root, { organization, zones, now: new Date(), mark });
  await stageRenewal(directory, { root: root.certificate, intermediate });
  const made = new X509Certificate(intermediate.certificate);
  const subject = made.subject.replaceAll("\n", ", ");
  return { subject, notAfter: new Date(made.validTo).toISOString(), zones, directory };
}

function assertRenewable(directory: string): void {
  if (!existsSync(join(directory, issuerFiles.chain))) {
    throw new AppError("wrong_state", `${directory} holds no authority: latchkey pki init makes one.`);
  }
  if (existsSync(join(directory, demoRootFile))) {
    throw new AppError(
      "wrong_state",
      "The authority for evaluation has no root to keep: latchkey pki init makes yours.",
    );
  }
  if (existsSync(join(directory, renewalFolder))) {
    throw new AppError("wrong_state", "A new intermediate waits already: start the authority again, and it issues.");
  }
}
