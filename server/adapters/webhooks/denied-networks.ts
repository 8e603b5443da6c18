import { BlockList, isIP, isIPv6 } from "node:net";
import { AppError } from "#domain/errors/app-error.ts";

/** Networks that are nobody's on the public Internet, by the IANA registries of special-purpose addresses (RFC 6890). */
const special = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.31.196.0/24",
  "192.52.193.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "192.175.48.0/24",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "255.255.255.255/32",
];

/** Of the second family only what is handed out (2000::/3) is public at all, and of that not these. */
const specialOfSix = ["2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"];
const handedOut = listOf(["2000::/3"]);
const denied = listOf([...special, ...specialOfSix]);

/**
 * Tells whether an address may be called from here by what it is alone: a public one of the Internet.
 *
 * Addresses that carry an IPv4 one inside (mapped, translated, 6to4, Teredo) are none, whatever they carry.
 */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  if (family === 4) return !denied.check(address, "ipv4");
  return handedOut.check(address, "ipv6") && !denied.check(address, "ipv6");
}

/** Networks that the operator allows beside the public ones. */
export interface AllowedNetworks {
  readonly isEmpty: boolean;
  has(address: string): boolean;
}

/**
 * Reads `WEBHOOK_ALLOWED_NETWORKS`: networks (`10.20.0.0/16`) or addresses, with commas between them.
 *
 * @throws settings_invalid
 */
export function readAllowedNetworks(text: string): AllowedNetworks {
  const parts = text.split(",").map((part) => part.trim());
  const networks = parts.filter((part) => part !== "");
  let list: BlockList;
  try {
    list = listOf(networks);
  } catch (cause) {
    throw new AppError(
      "settings_invalid",
      "The setting WEBHOOK_ALLOWED_NETWORKS is not valid: it has to be networks such as 10.20.0.0/16, with commas between them.",
      { cause },
    );
  }
  const isMapped = listOf(["::ffff:0:0/96"]);
  return {
    isEmpty: networks.length === 0,
    // A mapped address would be looked up as the IPv4 one that it carries; nobody has a reason to write one.
    has: (address) => {
      const family = isIP(address);
      if (family === 0 || (family === 6 && isMapped.check(address, "ipv6"))) return false;
      return list.check(address, family === 6 ? "ipv6" : "ipv4");
    },
  };
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", bits] = network.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, family);
    else if (/^\d{1,3}$/.test(bits)) list.addSubnet(address, Number(bits), family);
    else throw new TypeError(`no network: ${network}`);
  }
  return list;
}
