import { createPrivateKey } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { issuerFiles, readIssuerZones } from "../authority/issuer.ts";
import { readPem, toPem } from "../x509/pem.ts";
import { createIntermediate, createRoot, type NewAuthority } from "./create-authorities.ts";
import { installIntermediate } from "./install-intermediate.ts";

/** Its presence says that the authority is for evaluation: the root's key lies beside the intermediate's. */
export const demoRootFile = "root-for-evaluation-only.key";
const organization = "Latchkey evaluation";

/**
 * Makes the evaluation's root and intermediate where the directory holds no authority, and widens the intermediate when
 * zones came; an authority that is not the evaluation's is left as it is.
 */
export async function keepDemoAuthority(directory: string, zones: readonly string[]): Promise<void> {
  const now = new Date();
  const rootKey = join(directory, demoRootFile);
  const chain = join(directory, issuerFiles.chain);
  if (!existsSync(chain)) {
    const root = createRoot(organization, now);
    const intermediate = createIntermediate(root, { organization, zones, now });
    await installIntermediate(directory, { root: root.certificate, intermediate });
    await writeFile(rootKey, root.key.export({ type: "pkcs8", format: "pem" }), { mode: 0o400 });
    return;
  }
  if (!existsSync(rootKey)) return;
  const [intermediate, root] = readPem(await readFile(chain, "utf8")).map(({ der }) => der);
  if (intermediate === undefined || root === undefined) throw new Error(`${chain} is damaged: remove ${directory}.`);
  const known = readIssuerZones(intermediate);
  if (zones.every((zone) => known.includes(zone))) return;
  const keys = { root: await readKey(rootKey), intermediate: await readKey(join(directory, issuerFiles.key)) };
  const widened = createIntermediate(
    { certificate: root, key: keys.root },
    { organization, zones: [...new Set([...known, ...zones])], now, key: keys.intermediate, like: intermediate },
  );
  await writeFile(`${chain}.new`, toPem("CERTIFICATE", widened.certificate) + toPem("CERTIFICATE", root));
  await rename(`${chain}.new`, chain);
}

async function readKey(path: string): Promise<NewAuthority["key"]> {
  return createPrivateKey(await readFile(path));
}
