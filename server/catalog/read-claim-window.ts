import { claimWindowHoursMax, longestClaimWindowHours } from "#domain/catalog/longest-claim-window.ts";
import { loadCatalog } from "#server/catalog/load-catalog.ts";

/**
 * The longest claim window of the catalog in `directory`, in hours. Where the catalog cannot be read: the longest that any
 * can hold, for a key that lives too long loses nothing.
 */
export async function readClaimWindowHours(directory: string): Promise<number> {
  return loadCatalog(directory).then(longestClaimWindowHours, () => claimWindowHoursMax);
}
