import { isWithinZone } from "#domain/dns/is-within-zone.ts";

/** The closest of the zones that a name lies in: where one zone lies in another, the inner one. Undefined: in none. */
export function zoneOfName(name: string, zones: readonly string[]): string | undefined {
  return zones.filter((zone) => isWithinZone(name, zone)).toSorted((a, b) => b.length - a.length)[0];
}
