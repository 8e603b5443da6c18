/** A name that a certificate may be asked for, in the one form it is compared and issued in; or why it is none. */
export type DnsNameReading =
  | { readonly ok: true; readonly name: string; readonly isWildcard: boolean }
  | { readonly ok: false; readonly reason: string };

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const notPublic = ["localhost", "localdomain", "arpa"];
const octetsMax = 253;

/**
 * Reads one DNS name: lower case, ASCII, at least two labels, at most one `*`, which is the whole first label.
 *
 * What could be taken for another name is refused, never repaired: a trailing dot, a letter that only looks like one of
 * ASCII (an international name is written as `xn--…`), an address in any of its spellings, a `localhost`.
 */
export function readDnsName(text: string): DnsNameReading {
  if (text === "") return refuse("is empty");
  if (text.length > octetsMax) return refuse(`is longer than ${octetsMax} characters`);
  if (!/^[\x21-\x7e]+$/.test(text)) {
    return refuse("holds characters outside ASCII, spaces or control characters; write an international name as xn--…");
  }
  const name = text.toLowerCase();
  if (name.endsWith(".")) return refuse("ends in a dot");
  const isWildcard = name.startsWith("*.");
  const base = isWildcard ? name.slice(2) : name;
  if (base.includes("*")) return refuse("has a * that is not the whole first label");
  const problem = problemOf(base);
  return problem === null ? { ok: true, name, isWildcard } : refuse(problem);
}

function problemOf(base: string): string | null {
  const labels = base.split(".");
  const odd = labels.find((each) => !label.test(each));
  if (odd !== undefined) return `has a label that is none of DNS: ${JSON.stringify(odd.slice(0, 64))}`;
  if (labels.some((each) => each.slice(2, 4) === "--" && !each.startsWith("xn--")))
    return "has a reserved label (??--)";
  const last = labels.at(-1) ?? "";
  if (notPublic.includes(last)) return `ends in ${last}, which belongs to no zone`;
  if (/^(\d+|0x[0-9a-f]*)$/.test(last)) return "is an address, not a name";
  if (labels.length < 2) return "has one label only";
  return isCanonical(base) ? null : "is not the form that programs resolve (an address, or a damaged xn-- label)";
}

/** The URL standard's own reading (UTS 46) must give the same name back: it knows every spelling of an address. */
function isCanonical(base: string): boolean {
  const url = `http://${base}/`;
  return URL.canParse(url) && new URL(url).hostname === base;
}

function refuse(reason: string): DnsNameReading {
  return { ok: false, reason };
}
