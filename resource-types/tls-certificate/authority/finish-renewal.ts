import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readPem } from "../x509/pem.ts";
import { issuerFiles, issuerIdOf } from "./issuer.ts";

/** Where a ceremony leaves a new intermediate, whole, for the next start of the authority. */
export const renewalFolder = "renewal";

/**
 * Puts the intermediate of a renewal in its place, and keeps the one before among the earlier ones, so that it still
 * tells of what it issued. Nothing to do where there is no renewal; one that was interrupted at any point goes on.
 */
export async function finishRenewal(directory: string): Promise<void> {
  const at = (...names: readonly string[]) => join(directory, ...names);
  const [newKey, newChain] = [at(renewalFolder, issuerFiles.key), at(renewalFolder, issuerFiles.chain)];
  if (!existsSync(newChain)) return rm(at(renewalFolder), { recursive: true, force: true });
  if (existsSync(newKey)) {
    await keepEarlier(directory);
    await rename(newKey, at(issuerFiles.key));
  }
  await rename(newChain, at(issuerFiles.chain));
  await rmdir(at(renewalFolder));
}

async function keepEarlier(directory: string): Promise<void> {
  const chain = await readFile(join(directory, issuerFiles.chain));
  const certificate = readPem(chain.toString("utf8"))[0]?.der;
  if (certificate === undefined) throw new Error("chain.pem holds intermediate and root.");
  const folder = join(directory, issuerFiles.earlier, issuerIdOf(certificate));
  if (existsSync(folder)) return;
  await rm(`${folder}.new`, { recursive: true, force: true });
  await mkdir(`${folder}.new`, { recursive: true, mode: 0o700 });
  const key = await readFile(join(directory, issuerFiles.key));
  await writeFile(join(`${folder}.new`, issuerFiles.key), key, { mode: 0o400, flush: true });
  key.fill(0);
  await writeFile(join(`${folder}.new`, issuerFiles.chain), chain, { mode: 0o644, flush: true });
  await rename(`${folder}.new`, folder);
}
