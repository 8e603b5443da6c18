import { narrowRequest, type NarrowPlace } from "#domain/approvals/narrow-request.ts";
import type { OfferChange, RequestView } from "#domain/contracts/request.ts";

/** What a form of an offer holds; a lifetime or a number that is no number is undefined. */
export interface OfferValues {
  readonly lifetimeHours: number | undefined;
  readonly delivery: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** The changes that a form means, and why each wrong one is, by its path. */
export interface OfferDraft {
  readonly changes: readonly OfferChange[];
  readonly wrong: Readonly<Record<string, string>>;
}

/** Reads an offer out of a form, by the very rule that the server judges it by. */
export function offerDraft(
  request: Pick<RequestView, "lifetimeHours" | "delivery" | "parameters">,
  values: OfferValues,
  place: NarrowPlace,
): OfferDraft {
  const changes = [
    change("/lifetimeHours", request.lifetimeHours, values.lifetimeHours),
    ...Object.entries(values.parameters).map(([name, value]) =>
      change(`/parameters/${name}`, request.parameters[name], value),
    ),
    change("/delivery", request.delivery, values.delivery),
  ].filter((item) => item !== null);
  const wrong = changes.flatMap((item) => {
    const answer = narrowRequest(request, [item], place);
    return answer.isNarrower ? [] : [[item.path, answer.reason] as const];
  });
  return { changes, wrong: Object.fromEntries(wrong) };
}

function change(path: string, asked: unknown, value: unknown): OfferChange | null {
  return asked === value ? null : { path, op: "=", value };
}
