import { hoistAnswers } from "#scripts/contract/hoist-answers.ts";
import type { Json } from "#scripts/contract/read-schema.ts";
import { openapiDocument } from "#server/http/openapi-document.ts";

/** Where the accepted contract is kept, from the root of the tree. */
export const contractFile = "docs/openapi.json";

/** The contract as this tree serves it, on origins that are nobody's. */
export function currentContract(): Json {
  const origins = { publicUrl: "https://latchkey.example", revealUrl: "https://reveal.latchkey.example" };
  return JSON.parse(JSON.stringify(hoistAnswers(openapiDocument(origins)))) as Json;
}

/** The text of the file that holds a contract. */
export function contractText(contract: Json): string {
  return `${JSON.stringify(contract, null, 1)}\n`;
}
