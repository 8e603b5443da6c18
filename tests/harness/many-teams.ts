import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const shipped = fileURLToPath(new URL("../../catalog", import.meta.url));

/** The teams of such a catalog, for spreading a load. */
export const manyTeams = Array.from({ length: 300 }, (_, index) => `many-${index}`);

/** Copies the shipped catalog with many teams, as an organisation has them, each with its own quota; dana is in all. */
export async function copyCatalogWithManyTeams(directory: string): Promise<void> {
  await cp(shipped, directory, { recursive: true });
  const path = join(directory, "teams.yaml");
  const team = (name: string) => `\n  - id: ${name}\n    name: ${name}\n    group: team-payments`;
  const text = await readFile(path, "utf8");
  await writeFile(path, text.replace(/^teams:$/m, `teams:${manyTeams.map(team).join("")}`));
}
