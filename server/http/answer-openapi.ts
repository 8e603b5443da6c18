import type { showOpenapiRoute } from "#domain/contracts/routes/show-openapi.ts";
import type { Reply } from "#server/http/define-route.ts";
import { ownDocument } from "#server/http/own-document.ts";

/** Answers with the public contract. */
export async function answerOpenapi(): Promise<Reply<typeof showOpenapiRoute>> {
  return { document: ownDocument() };
}
