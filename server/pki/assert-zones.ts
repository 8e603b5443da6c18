import { readDnsName } from "#domain/dns/read-dns-name.ts";
import { AppError } from "#domain/errors/app-error.ts";

/** @throws invalid_input unless there is a zone, and each is a name that covers all below it */
export function assertZones(zones: readonly string[]): void {
  if (zones.length === 0) throw new AppError("invalid_input", "Name at least one zone that the authority may certify.");
  const odd = zones
    .map((zone) => ({ zone, reading: readDnsName(zone) }))
    .find(({ reading }) => !reading.ok || reading.isWildcard);
  if (odd === undefined) return;
  const reason = odd.reading.ok ? "is a wildcard: a zone covers all below it" : odd.reading.reason;
  throw new AppError("invalid_input", `The zone ${JSON.stringify(odd.zone.slice(0, 100))} ${reason}.`);
}
