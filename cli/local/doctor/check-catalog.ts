import { reasonOf, type Finding, type Patient } from "#cli/local/doctor/finding.ts";
import { isAppError } from "#domain/errors/app-error.ts";
import { readBackend } from "#server/catalog/read-backend.ts";
import { loadCatalog } from "#server/catalog/load-catalog.ts";

/** Looks whether the catalog is valid as a whole, and whether the secrets that its back ends name are there. */
export async function checkCatalog({ settings }: Patient): Promise<Finding[]> {
  const subject = "catalog";
  const cure = "Correct the file. Running processes serve the last good set meanwhile; none starts on this one.";
  try {
    const catalog = await loadCatalog(settings.CATALOG_DIR, { adminGroup: settings.LATCHKEY_ADMIN_GROUP });
    const message = `${settings.CATALOG_DIR}: ${catalog.templates.size} templates, ${catalog.environments.size} environments`;
    const backends = [...catalog.backends.keys()].map((name) => checkBackend({ catalog, settings }, name));
    return [{ level: "ok", subject, message }, ...(await Promise.all(backends))];
  } catch (error) {
    const problems = isAppError(error, "catalog_invalid") ? error.details.problems : undefined;
    if (!Array.isArray(problems)) return [{ level: "fail", subject, message: reasonOf(error), cure }];
    return problems.map(({ file, line, reason }: { file: string; line: number; reason: string }) => {
      return { level: "fail", subject, message: `${file}:${line}: ${reason}`, cure };
    });
  }
}

async function checkBackend(reader: Parameters<typeof readBackend>[0], name: string): Promise<Finding> {
  const subject = `back end ${name}`;
  try {
    const { adminSecret } = await readBackend(reader, name);
    adminSecret.wipe();
    return { level: "ok", subject, message: "its admin secret can be read" };
  } catch (error) {
    const connect = reader.catalog.backends.get(name)?.connect ?? null;
    if (connect !== null && isMissing(error))
      return { level: "warn", subject, message: "not connected", cure: connect };
    const cure = "See adminSecretFile in backends.yaml, and that the worker can read that file.";
    return { level: "fail", subject, message: reasonOf(error), cure };
  }
}

/** Its templates are listed as not connected then, and nothing is broken. */
function isMissing(error: unknown): boolean {
  return error instanceof Error && (error.cause as NodeJS.ErrnoException | undefined)?.code === "ENOENT";
}
