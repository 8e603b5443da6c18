import { afterAll, expect } from "vitest";
import { findPlainSecret } from "#domain/secret-text/find-plain-secret.ts";
import { findKnownSecret } from "#server/adapters/secret-scan/find-known-secret.ts";

/** Shorter ones are found in any text. */
const canaryCharactersMin = 6;

const canaries = new Set<string>();
const leaks: string[] = [];

afterAll(() => expect(leaks, "no message that left holds a credential").toEqual([]));

/** Names a value that must never leave: the test server does so with all that is sealed. */
export function watchForCanary(value: string): void {
  if (value.length >= canaryCharactersMin) canaries.add(value);
}

/**
 * Looks for credentials in something that leaves for a mail server, a chat or a webhook, as every double receives it:
 * what was sealed in this process, and anything that looks like a secret, in the clear or in the usual encodings.
 *
 * The test file fails when there is one, whether or not the caller looks at what is given back: what was found.
 */
export async function scanOutbound(channel: string, payload: string): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const text of readings(payload)) {
    for (const canary of canaries) if (text.includes(canary)) found.add(`${channel}: a sealed value`);
    const secret = findPlainSecret(text) ?? (await findKnownSecret(text));
    if (secret !== null) found.add(`${channel}: ${secret.kind}`);
  }
  leaks.push(...found);
  return [...found];
}

/** What was found so far is taken as proof that the scan bites: for tests of the scan itself. */
export function forgetLeaks(): void {
  leaks.length = 0;
}

function readings(payload: string): readonly string[] {
  const unfolded = payload.replace(/=\r?\n/g, "").replace(/\r?\n[ \t]/g, " ");
  const quoted = decodeBytes(unfolded, /=([0-9A-F]{2})/g);
  const percent = decodeBytes(unfolded.replaceAll("+", " "), /%([0-9A-Fa-f]{2})/g);
  const unescaped = unfolded.replace(/\\u([0-9a-fA-F]{4})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  const blocks = unfolded.replace(/([0-9A-Za-z+/]{60,})\r?\n/g, "$1").match(/[0-9A-Za-z+/_-]{16,}={0,2}/g) ?? [];
  const decoded = blocks.map((block) => Buffer.from(block, "base64").toString("utf8"));
  return [...new Set([payload, unfolded, quoted, percent, unescaped, ...decoded])];
}

function decodeBytes(text: string, form: RegExp): string {
  const bytes = text.replace(form, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}
