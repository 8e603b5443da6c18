import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

const shipped = join(import.meta.dirname, "../../catalog");

/** What is other than in the shipped catalog. */
interface CatalogChange {
  /** Packs on the team payments. */
  readonly packs: readonly string[];
  /** Of every template; those of the shipped ones unless given. */
  readonly maintainers?: readonly string[];
}

/**
 * Copies the shipped catalog with packs attached to the team payments and every back end in the region that they pin.
 *
 * @returns the folder, for `CATALOG_DIR`; removed when the test has finished
 */
export async function copyCatalog({ packs, maintainers }: CatalogChange): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "latchkey-catalog-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  await cp(shipped, dir, { recursive: true });
  const entries = packs.map((pack) => `{ pack: ${pack}, teams: [payments] }`);
  await writeFile(join(dir, "attachments.yaml"), `attachments: [${entries.join(", ")}]\n`);
  await edit(join(dir, "backends.yaml"), /regions: \[local\]/g, "regions: [us-gov-west-1]");
  if (maintainers === undefined) return dir;
  for (const file of await readdir(join(dir, "templates"))) {
    await edit(join(dir, "templates", file), /^maintainers: .*$/m, `maintainers: [${maintainers.join(", ")}]`);
  }
  return dir;
}

async function edit(file: string, from: RegExp, to: string): Promise<void> {
  const text = await readFile(file, "utf8");
  const edited = text.replace(from, to);
  if (edited === text) throw new Error(`${file} does not say ${from.source}`);
  await writeFile(file, edited);
}
