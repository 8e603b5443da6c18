import { isIPv6 } from "node:net";

/**
 * Gives what a limit counts an address as: an IPv4 address as itself, also where IPv6 carries it; an IPv6 address as its /64,
 * for whoever has one address there has all of them.
 */
export function addressKey(address: string): string {
  const [bare = ""] = address.split("%");
  if (!isIPv6(bare)) return bare;
  const groups = groupsOf(bare);
  const carriesIpv4 = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (carriesIpv4)
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 0xff])
      .join(".");
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(":")}::/64`;
}

/** The eight groups of an IPv6 address, however it was spelled; the WHATWG form has no dotted part. */
function groupsOf(address: string): number[] {
  const written = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = "", tail] = written.split("::");
  const parse = (part: string) => (part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16)));
  if (tail === undefined) return parse(head);
  const [before, after] = [parse(head), parse(tail)];
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}
