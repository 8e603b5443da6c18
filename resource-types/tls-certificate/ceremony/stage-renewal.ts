import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { renewalFolder } from "../authority/finish-renewal.ts";
import { issuerFiles } from "../authority/issuer.ts";
import { toPem } from "../x509/pem.ts";
import type { NewAuthority } from "./create-authorities.ts";

/** Leaves a new intermediate (key 0400) and its chain for the next start of the authority: both or nothing is there. */
export async function stageRenewal(
  directory: string,
  { root, intermediate }: { readonly root: Buffer; readonly intermediate: NewAuthority },
): Promise<void> {
  const folder = join(directory, renewalFolder);
  await rm(`${folder}.new`, { recursive: true, force: true });
  await mkdir(`${folder}.new`, { mode: 0o700 });
  const key = intermediate.key.export({ type: "pkcs8", format: "pem" });
  const chain = toPem("CERTIFICATE", intermediate.certificate) + toPem("CERTIFICATE", root);
  await writeFile(join(`${folder}.new`, issuerFiles.key), key, { mode: 0o400, flush: true });
  await writeFile(join(`${folder}.new`, issuerFiles.chain), chain, { mode: 0o644, flush: true });
  await rename(`${folder}.new`, folder);
}
