/** Whether a name as `readDnsName` gives it is the zone or below it, label by label; a wildcard counts by what it covers. */
export function isWithinZone(name: string, zone: string): boolean {
  const base = name.startsWith("*.") ? name.slice(2) : name;
  return base === zone || base.endsWith(`.${zone}`);
}
