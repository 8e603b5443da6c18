import { isIP } from "node:net";
import { isPublicAddress, type AllowedNetworks } from "#server/adapters/webhooks/denied-networks.ts";

/** A URL that may be called, if what its host resolves to may be. */
export interface WebhookTarget {
  readonly url: URL;
  /** Without the brackets of an IPv6 address. */
  readonly host: string;
  readonly port: number;
  readonly isPlain: boolean;
  /** It goes to an allowed network or nowhere. */
  readonly isInner: boolean;
}

/** What may be called at all. */
export interface WebhookRules {
  readonly allowed: AllowedNetworks;
  /** Ports of public addresses. */
  readonly ports: readonly number[];
}

/** The ports of https; an allowed network is called at any. */
export const publicPorts: readonly number[] = [443, 8443];

/** Names that are never public: RFC 6761, RFC 6762, RFC 8375, ICANN's `.internal`, and what such networks are called in practice. */
const innerName =
  /(^|\.)(localhost|localdomain|local|internal|intranet|private|corp|home|lan|home\.arpa|test|example|invalid|onion|alt)$/;

/**
 * Reads the URL of an endpoint, or gives a sentence that says what is wrong with it. No name is resolved: the addresses are
 * looked at when it is called.
 */
export function checkWebhookUrl(text: string, { allowed, ports }: WebhookRules): WebhookTarget | string {
  // A URL is read as browsers read it: an IPv4 address in octal, hex or one number becomes what it means.
  const url = /[\s\\]/.test(text) ? null : URL.parse(text);
  if (url === null) return "It has to be a URL, such as https://hooks.example.com/latchkey.";
  const isPlain = url.protocol === "http:";
  if (url.protocol !== "https:" && !(isPlain && !allowed.isEmpty)) return "It has to begin with https://.";
  if (url.username !== "" || url.password !== "") return "It may hold no user and no password: messages are signed.";
  if (url.hash !== "") return "It may hold no fragment: that is never sent.";
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  if (host === "" || host.endsWith(".")) return "Its host may not end in a dot.";
  const ownPort = isPlain ? 80 : 443;
  const port = url.port === "" ? ownPort : Number(url.port);
  const isInner = isInnerHost(host) || isPlain || !ports.includes(port);
  const target = { url, host, port, isPlain, isInner };
  if (!isInner || (isIP(host) === 0 ? !allowed.isEmpty : allowed.has(host))) return target;
  if (isInnerHost(host))
    return "Its host is no public one. Such a network has to be allowed by the platform team first.";
  return isPlain ? "It has to begin with https://." : `Its port has to be ${ports.join(" or ")}.`;
}

function isInnerHost(host: string): boolean {
  if (isIP(host) !== 0) return !isPublicAddress(host);
  return !host.includes(".") || innerName.test(host);
}
