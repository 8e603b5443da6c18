import { CliError } from "#cli/cli-error.ts";
import type { Given } from "#cli/command.ts";
import { repeatedTexts } from "#cli/options.ts";

/** The zones of `--zone`, else those of all teams. @throws CliError where there is none */
export async function zonesFor(given: Given, catalogDir: string): Promise<readonly string[]> {
  const named = repeatedTexts(given, "zone");
  if (named.length > 0) return named;
  const { loadCatalog } = await import("#server/catalog/load-catalog.ts");
  const { teams } = await loadCatalog(catalogDir);
  const zones = [...new Set([...teams.values()].flatMap((team) => team.zones ?? []))];
  if (zones.length > 0) return zones;
  throw new CliError("No team has a zone in teams.yaml: name the zones with --zone.");
}
