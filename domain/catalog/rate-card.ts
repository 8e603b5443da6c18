import type { Template } from "#domain/catalog/template.ts";
import type { Cost } from "#domain/contracts/decision.ts";

/** Hours that a month's rate is for: a twelfth of a year of 365 days. */
export const hoursPerMonth = 730;

/** What things cost. A template's size has the base rate; an environment multiplies it. */
export interface RateCard {
  /** ISO 4217. */
  readonly currency: string;
  /** By environment; one that is not named costs the base rate. */
  readonly factors: Readonly<Record<string, number>>;
}

/** What a request would cost: its monthly rate, and the rate over its lifetime. Null: the size has no rate. */
export function costOf(
  rates: RateCard,
  asked: {
    readonly template: Template;
    readonly size: unknown;
    readonly environment: string;
    readonly lifetimeHours: number;
  },
): Cost | null {
  const rate = asked.template.sizes.find(({ id }) => id === asked.size)?.monthlyCost;
  if (!rate) return null;
  const factor = Object.hasOwn(rates.factors, asked.environment) ? (rates.factors[asked.environment] ?? 1) : 1;
  const monthly = cents(rate.amount * factor);
  return { currency: rates.currency, monthly, total: cents((monthly * asked.lifetimeHours) / hoursPerMonth) };
}

function cents(amount: number): number {
  return Math.round(amount * 100) / 100;
}
