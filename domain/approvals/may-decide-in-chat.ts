import type { Catalog } from "#domain/catalog/catalog.ts";
import type { Classification } from "#domain/catalog/classification.ts";
import { cellOf, matrixOf } from "#domain/catalog/matrix.ts";

/** What may be decided in chat at all: the loader refuses the matrix key elsewhere, and so does the decision. */
export const chatClassifications: readonly Classification[] = ["public", "internal"];

/** The part of a request that its place in the matrix follows from. */
interface PlacedRequest {
  readonly templateId: string;
  readonly environment: string;
  readonly classification: string;
}

/**
 * Tells whether a request may be decided by one click in chat: where its cell of today's matrix says so, for public and
 * internal data alone. Everything else is for the portal, where a decision can ask for a fresh sign-in.
 */
export function mayDecideInChat(request: PlacedRequest, catalog: Pick<Catalog, "matrices">): boolean {
  const { templateId, environment } = request;
  const classification = chatClassifications.find((one) => one === request.classification);
  if (classification === undefined) return false;
  return cellOf(matrixOf(catalog, templateId), { environment, classification })?.decideInChat === true;
}
