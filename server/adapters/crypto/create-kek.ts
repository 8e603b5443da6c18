import { claimWindowHoursMax } from "#domain/catalog/longest-claim-window.ts";
import { localKekKeeper } from "#server/adapters/crypto/keeping/local-kek-keeper.ts";

/** Makes the first epoch of the local keys under `kekDir` where there is none, and gives the id of the one that seals. */
export async function createLocalKek(kekDir: string, now = new Date()): Promise<string> {
  const { keyId } = await localKekKeeper(kekDir, { claimWindowHoursMax, now: () => now }).rotate();
  return keyId;
}
