import { isWithinZone } from "#domain/dns/is-within-zone.ts";
import { readDnsName } from "#domain/dns/read-dns-name.ts";
import { AuthorityError } from "./authority-error.ts";
import { limits } from "./limits.ts";

/**
 * Gives the names as they will stand in certificates: each of DNS, within a zone, and once.
 *
 * @throws AuthorityError name_invalid, name_not_permitted
 */
export function checkNames(asked: readonly string[], zones: readonly string[]): readonly string[] {
  if (asked.length === 0 || asked.length > limits.namesMax) {
    throw new AuthorityError("name_invalid", `A certificate has 1 to ${limits.namesMax} names.`);
  }
  const names = asked.map((text) => {
    const reading = readDnsName(text);
    if (reading.ok) return reading.name;
    throw new AuthorityError("name_invalid", `${JSON.stringify(text.slice(0, 260))} ${reading.reason}.`);
  });
  for (const name of names) {
    if (zones.some((zone) => isWithinZone(name, zone))) continue;
    throw new AuthorityError("name_not_permitted", `${name} is outside of the zones of this authority.`);
  }
  return [...new Set(names)];
}
