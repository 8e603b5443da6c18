import { isLoopbackUrl } from "#server/identity/oidc-issuer.ts";
import type { Settings } from "#server/settings.ts";
import { StartError } from "#scripts/embedded/start-error.ts";

/** What a start is to bring up, decided from the settings alone. */
export interface StartPlan {
  /** False when DATABASE_URL names a ledger of the operator's. */
  readonly hasSystemCluster: boolean;
  /** False when OIDC_ISSUER names an issuer of the operator's. */
  readonly hasIssuer: boolean;
  /** Sentences that the operator should read although the start goes on. */
  readonly warnings: readonly string[];
}

/**
 * Decides what to start.
 *
 * @throws StartError for settings that would be unsafe together
 */
export function planStart(settings: Settings, isProduction: boolean): StartPlan {
  const hasIssuer = settings.OIDC_ISSUER === undefined;
  if (hasIssuer) refuseOpenDoor(settings);
  const hasSystemCluster = settings.DATABASE_URL === undefined;
  if (hasSystemCluster) {
    refuseOrphanUrls(settings);
    return { hasSystemCluster, hasIssuer, warnings: [] };
  }
  const missing = (["WEB", "WORKER", "REVEAL"] as const).filter(
    (name) => settings[`DATABASE_URL_${name}`] === undefined,
  );
  if (missing.length === 0) return { hasSystemCluster, hasIssuer, warnings: [] };
  const names = missing.map((name) => `DATABASE_URL_${name}`).join(", ");
  if (isProduction && settings.ALLOW_SINGLE_DB_ROLE !== "1") {
    throw new StartError(`Production needs one database role per process: set ${names}, or ALLOW_SINGLE_DB_ROLE=1.`);
  }
  const warning = `Without ${names} these processes use DATABASE_URL, with all the migrator's rights.`;
  return { hasSystemCluster, hasIssuer, warnings: [warning] };
}

/** The demo issuer lets anybody be anybody: never where others can reach the portal. */
function refuseOpenDoor(settings: Settings): void {
  for (const name of ["LATCHKEY_PUBLIC_URL", "LATCHKEY_REVEAL_URL"] as const) {
    if (isLoopbackUrl(settings[name])) continue;
    throw new StartError(`${name} ${settings[name]} is not a loopback address: set OIDC_ISSUER to your issuer first.`);
  }
}

function refuseOrphanUrls(settings: Settings): void {
  for (const name of ["WEB", "WORKER", "REVEAL"] as const) {
    if (settings[`DATABASE_URL_${name}`] === undefined) continue;
    throw new StartError(
      `DATABASE_URL_${name} is set and DATABASE_URL is not: set the migrator's DATABASE_URL as well.`,
    );
  }
}
