import type { Remedy } from "#domain/contracts/decision.ts";

const choicesMax = 4;

/** The values a person can apply with one press: the bound itself, or each of a few allowed ones. */
export function remedyValues({ op, value }: Remedy): readonly unknown[] {
  switch (op) {
    case "<=":
    case ">=":
    case "=":
      return [value];
    case "in":
      return Array.isArray(value) ? value.slice(0, choicesMax) : [];
    case "matches":
      return [];
  }
}
