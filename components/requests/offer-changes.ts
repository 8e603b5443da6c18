import { changeWords } from "#components/decisions/change-words.ts";
import type { Change } from "#components/decisions/limit-changes.ts";
import type { OfferChange, RequestView } from "#domain/contracts/request.ts";

/** Gives what an offer changes of a request, in words: what was asked for, and what is offered. */
export function offerChanges(
  request: Pick<RequestView, "lifetimeHours" | "delivery" | "parameters">,
  changes: readonly OfferChange[],
): readonly Change[] {
  return changes.map(({ path, value }) => {
    const [field = "", key = ""] = path.split("/").slice(1);
    const asked: Readonly<Record<string, unknown>> = field === "parameters" ? request.parameters : { ...request };
    return changeWords({ path, from: asked[field === "parameters" ? key : field] ?? null, to: value });
  });
}
