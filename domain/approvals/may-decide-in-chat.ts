import type { Catalog } from "#domain/catalog/catalog.ts";
import type { Classification } from "#domain/catalog/classification.ts";
import { cellOf, matrixOf } from "#domain/catalog/matrix.ts";
import { decisionSchema } from "#domain/contracts/decision.ts";

/** What may be decided in chat at all: the loader refuses the matrix key elsewhere, and so does the decision. */
export const chatClassifications: readonly Classification[] = ["public", "internal"];

/** The part of a stored request that says whether chat may decide on it. */
interface PlacedRequest {
  readonly templateId: string;
  readonly environment: string;
  readonly classification: string;
  readonly decision: unknown;
  /** What it asks for; absent: a new thing. */
  readonly kind?: string;
}

const tracedSchema = decisionSchema.pick({ trace: true });

/**
 * Tells whether a request may be decided by one click in chat: where its cell of today's matrix says so, for public and
 * internal data alone, where no compliance pack is what asks for the approval, and where the environment wants no fresh
 * sign-in. Nothing is destroyed by a click there. Everything else is for the portal.
 */
export function mayDecideInChat(request: PlacedRequest, catalog: Pick<Catalog, "matrices" | "environments">): boolean {
  const { templateId, environment } = request;
  if (request.kind === "destroy") return false;
  if (typeof catalog.environments.get(environment)?.approveMaxAgeMinutes === "number") return false;
  const classification = chatClassifications.find((one) => one === request.classification);
  if (classification === undefined || !isWithoutPacks(request.decision)) return false;
  return cellOf(matrixOf(catalog, templateId), { environment, classification })?.decideInChat === true;
}

/** A decision that cannot be read counts as one that a pack had a hand in. */
function isWithoutPacks(decision: unknown): boolean {
  const trace = tracedSchema.safeParse(decision).data?.trace;
  return trace !== undefined && !trace.some(({ pack, result }) => pack !== null && result === "needs_approval");
}
