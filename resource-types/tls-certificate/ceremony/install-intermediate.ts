import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { issuerFiles } from "../authority/issuer.ts";
import { toPem } from "../x509/pem.ts";
import type { NewAuthority } from "./create-authorities.ts";

/** Installs an intermediate (key 0400), its chain and an empty journal into the directory (0700) that the authority's process reads. */
export async function installIntermediate(
  directory: string,
  { root, intermediate }: { readonly root: Buffer; readonly intermediate: NewAuthority },
): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const chain = toPem("CERTIFICATE", intermediate.certificate) + toPem("CERTIFICATE", root);
  const key = intermediate.key.export({ type: "pkcs8", format: "pem" });
  await writeFile(join(directory, issuerFiles.key), key, { mode: 0o400, flag: "wx" });
  await writeFile(join(directory, issuerFiles.chain), chain, { mode: 0o644, flag: "wx" });
  // The authority never makes one: a journal that is missing was lost.
  await writeFile(join(directory, issuerFiles.journal), "", { mode: 0o600, flag: "wx" });
}
