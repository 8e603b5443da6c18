import { readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Tells whether a back end of the catalog builds on the home's own secret `secrets/<name>`; a catalog whose back ends
 * are all the operator's needs no server of ours. A catalog that cannot be read is taken for one that does.
 */
export async function namesSecret(catalogDir: string, name: string): Promise<boolean> {
  const text = await readFile(join(catalogDir, "backends.yaml"), "utf8").catch(() => null);
  return text === null || new RegExp(`^\\s*adminSecretFile:\\s*["']?secrets/${name}\\b`, "m").test(text);
}
