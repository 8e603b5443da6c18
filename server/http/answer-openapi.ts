import type { showOpenapiRoute } from "#domain/contracts/routes/show-openapi.ts";
import type { Reply } from "#server/http/define-route.ts";
import { openapiDocument } from "#server/http/openapi-document.ts";
import { readSettings } from "#server/settings.ts";

let document: Record<string, unknown> | undefined;

/** Answers with the public contract; it is made once per process. */
export async function answerOpenapi(): Promise<Reply<typeof showOpenapiRoute>> {
  if (document === undefined) {
    const { LATCHKEY_PUBLIC_URL: publicUrl, LATCHKEY_REVEAL_URL: revealUrl } = readSettings();
    document = openapiDocument({ publicUrl, revealUrl });
  }
  return { document };
}
