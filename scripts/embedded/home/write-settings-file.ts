import { writeWhole } from "#scripts/embedded/home/write-whole.ts";

/** What `settings.json` tells the local commands about the instance that this home last ran; no secret, only files. */
export interface HomeSettings {
  readonly format: 1;
  readonly startedAt: string;
  readonly supervisorPid: number;
  readonly publicUrl: string;
  readonly revealUrl: string;
  readonly catalogDir: string;
  /** True while the embedded issuer runs: only then its key signs tokens that are accepted. */
  readonly embeddedIssuer: boolean;
  /** True when the ledger is the home's own cluster. */
  readonly embeddedLedger: boolean;
  readonly ports: { readonly web: number; readonly reveal: number; readonly idp: number; readonly target: number };
  /** Files of connection strings, null when the ledger is the operator's. */
  readonly databaseUrlFiles: Readonly<Record<string, string>> | null;
}

/** Writes `settings.json` (0600). */
export async function writeSettingsFile(path: string, settings: HomeSettings): Promise<void> {
  await writeWhole(path, `${JSON.stringify(settings, null, 2)}\n`, 0o600);
}
