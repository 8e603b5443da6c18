import { findPlainSecret } from "#domain/secret-text/find-plain-secret.ts";
import { answerBytesKept } from "#domain/webhooks/webhook-limits.ts";
import { findKnownSecret } from "#server/adapters/secret-scan/find-known-secret.ts";

const mask = "[redacted]";
const scannedCharacters = 4096;
const secretsMax = 20;
/** Keys and signatures of webhooks, ours too, where a receiver says back what it got. */
const ofWebhooks = /\b(?:whsec_|whsk_)[0-9A-Za-z+/=_-]{8,}|\bv1a?,[0-9A-Za-z+/=]{20,}/g;
/** A random-looking word that no detector knows, as tokens of own making are. */
const opaque = /[0-9A-Za-z_+/=-]{32,}/g;

/**
 * Gives the beginning of an answer, at most 1 KB, for people to read: what looks like a secret is masked before it is cut,
 * and so is every long opaque word. Null for none.
 */
export async function redactAnswer(body: Buffer): Promise<string | null> {
  if (body.length === 0) return null;
  const printable = beginningOf(body.toString("utf8")).replaceAll(/(?![\n\t])\p{Cc}|\p{Bidi_Control}/gu, "\ufffd");
  const text = await maskFound(printable.replaceAll(ofWebhooks, mask));
  return cut(text.replaceAll(opaque, mask));
}

/** What may be the first half of a secret, cut here, is left out. */
function beginningOf(text: string): string {
  return text.length <= scannedCharacters ? text : text.slice(0, scannedCharacters).replace(/\S{1,500}$/, "");
}

async function maskFound(text: string): Promise<string> {
  let masked = text;
  for (let count = 0; count < secretsMax; count++) {
    const found = findPlainSecret(masked) ?? (await findKnownSecret(masked));
    if (found === null) return masked;
    const was = masked;
    masked = `${masked.slice(0, found.from)}${mask}${masked.slice(found.until)}`;
    if (masked === was) break;
  }
  // So many, or one that does not go away: nothing of it is kept.
  return mask;
}

function cut(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= answerBytesKept) return text;
  return bytes
    .subarray(0, answerBytesKept - 3)
    .toString("utf8")
    .replace(/\ufffd+$/, "");
}
