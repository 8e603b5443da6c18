import { BlockList, isIP } from "node:net";
import { AppError } from "#domain/errors/app-error.ts";

/**
 * Gives the address that a call came from: the socket's, and behind trusted proxies the one they vouch for.
 *
 * `X-Forwarded-For` is read from the right, as far as every hop is trusted; no other header is believed.
 * @param peer address of the socket
 * @param trustedProxies `TRUSTED_PROXIES`: addresses and CIDR ranges, separated by commas
 * @throws settings_invalid
 */
export function clientAddress(peer: string, forwardedFor: string | null, trustedProxies: string): string {
  const trusted = trustedList(trustedProxies);
  const hops = (forwardedFor ?? "").split(",").map((hop) => hop.trim());
  let client = plain(peer);
  while (isTrusted(trusted, client)) {
    const next = plain(hops.pop() ?? "");
    if (isIP(next) === 0) break;
    client = next;
  }
  return client;
}

const lists = new Map<string, BlockList>();

function trustedList(setting: string): BlockList {
  const known = lists.get(setting);
  if (known !== undefined) return known;
  const list = new BlockList();
  for (const entry of setting
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean))
    addEntry(list, entry);
  lists.set(setting, list);
  return list;
}

function addEntry(list: BlockList, entry: string): void {
  const [address = "", bits] = entry.split("/");
  const family = isIP(address) === 6 ? "ipv6" : "ipv4";
  try {
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, /^\d{1,3}$/.test(bits) ? Number(bits) : -1, family);
  } catch (cause) {
    throw new AppError("settings_invalid", `TRUSTED_PROXIES holds ${entry}, which is no address or CIDR range.`, {
      cause,
    });
  }
}

function isTrusted(list: BlockList, address: string): boolean {
  const version = isIP(address);
  return version !== 0 && list.check(address, version === 6 ? "ipv6" : "ipv4");
}

/** Writes an IPv4 address mapped into IPv6 as IPv4. */
function plain(address: string): string {
  return address.startsWith("::ffff:") && isIP(address.slice(7)) === 4 ? address.slice(7) : address;
}
