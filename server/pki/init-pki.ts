import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import { join, resolve } from "node:path";
import { AppError } from "#domain/errors/app-error.ts";
import { createIntermediate, createRoot } from "#resource-types/tls-certificate/ceremony/create-authorities.ts";
import { demoRootFile } from "#resource-types/tls-certificate/ceremony/keep-demo-authority.ts";
import { installIntermediate } from "#resource-types/tls-certificate/ceremony/install-intermediate.ts";
import { writeRoot } from "#resource-types/tls-certificate/ceremony/write-root.ts";
import { assertZones } from "#server/pki/assert-zones.ts";

const passphraseCharactersMin = 16;

/** What a ceremony is told. */
export interface PkiInit {
  /** The home whose authority gets the intermediate. */
  readonly home: string;
  /** Where root key and certificate go, to be taken offline. */
  readonly rootDirectory: string;
  readonly organization: string;
  readonly zones: readonly string[];
  readonly passphrase: Buffer;
}

/** What was made. */
export interface MadePki {
  /** `AB:CD:…` */
  readonly rootFingerprint: string;
  /** Where the intermediate is. */
  readonly directory: string;
  /** Where the evaluation's authority went; null: there was none. */
  readonly setAside: string | null;
}

/**
 * Makes a root and an intermediate for the zones; the root's key is written encrypted and nowhere else.
 *
 * An authority for evaluation is set aside; any other stays, and the ceremony is refused.
 * @throws invalid_input for a zone, a passphrase or a directory that is not fit, wrong_state when there is an authority
 */
export async function initPki(init: PkiInit): Promise<MadePki> {
  const directory = join(init.home, "pki");
  checkInput(init, directory);
  const setAside = await setDemoAside(directory);
  const now = new Date();
  const root = createRoot(init.organization, now);
  const { organization, zones } = init;
  const intermediate = createIntermediate(root, { organization, zones, now });
  const rootFingerprint = await writeRoot(init.rootDirectory, root, init.passphrase);
  await installIntermediate(directory, { root: root.certificate, intermediate });
  return { rootFingerprint, directory, setAside };
}

function checkInput({ zones, passphrase, rootDirectory, home, organization }: PkiInit, directory: string): void {
  assertZones(zones);
  if (passphrase.length < passphraseCharactersMin) {
    throw new AppError("invalid_input", `The passphrase has at least ${passphraseCharactersMin} characters.`);
  }
  if (!/^[\x20-\x7e]{1,60}$/.test(organization)) {
    throw new AppError("invalid_input", "The organization has 1 to 60 ASCII characters.");
  }
  if (`${resolve(rootDirectory)}/`.startsWith(`${resolve(home)}/`)) {
    throw new AppError("invalid_input", "The root belongs elsewhere: name a directory outside of LATCHKEY_HOME.");
  }
  if (existsSync(join(rootDirectory, "root.key"))) {
    throw new AppError("wrong_state", `${join(rootDirectory, "root.key")} is there already, and is not written over.`);
  }
  if (existsSync(join(directory, "chain.pem")) && !existsSync(join(directory, demoRootFile))) {
    throw new AppError("wrong_state", `${directory} holds an authority already; what it issued depends on it.`);
  }
}

async function setDemoAside(directory: string): Promise<string | null> {
  if (!existsSync(join(directory, demoRootFile))) return null;
  const aside = `${directory}-evaluation-${new Date()
    .toISOString()
    .replaceAll(/[^0-9]/g, "")
    .slice(0, 14)}`;
  await rename(directory, aside);
  return aside;
}
