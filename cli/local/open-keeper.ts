import { join } from "node:path";
import { CliError } from "#cli/cli-error.ts";
import type { Terminal } from "#cli/command.ts";
import { localSettings } from "#cli/local/local-settings.ts";
import { readInstance } from "#cli/local/read-instance.ts";
import type { KekKeeper } from "#server/adapters/crypto/keeping/kek-keeper.ts";

/**
 * Opens the keeper of this home's keys.
 *
 * @throws CliError when Vault keeps them
 */
export async function openKeeper(terminal: Terminal): Promise<KekKeeper> {
  const settings = localSettings(await readInstance(terminal), terminal);
  if (settings.VAULT_ADDR !== undefined) {
    const name = `${settings.VAULT_TRANSIT_MOUNT}/keys/${settings.VAULT_TRANSIT_KEY}`;
    throw new CliError(`Vault keeps the key: rotate it there (vault write -f ${name}/rotate).`);
  }
  const { localKekKeeper } = await import("#server/adapters/crypto/keeping/local-kek-keeper.ts");
  const { readClaimWindowHours } = await import("#server/catalog/read-claim-window.ts");
  const claimWindowHoursMax = await readClaimWindowHours(settings.CATALOG_DIR);
  return localKekKeeper(join(settings.LATCHKEY_HOME, "kek"), { claimWindowHoursMax });
}
