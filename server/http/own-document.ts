import { openapiDocument } from "#server/http/openapi-document.ts";
import { readSettings } from "#server/settings.ts";

let document: Record<string, unknown> | undefined;

/** The public contract with this installation's own origins; it is made once per process. */
export function ownDocument(): Record<string, unknown> {
  if (document === undefined) {
    const { LATCHKEY_PUBLIC_URL: publicUrl, LATCHKEY_REVEAL_URL: revealUrl } = readSettings();
    document = openapiDocument({ publicUrl, revealUrl });
  }
  return document;
}
