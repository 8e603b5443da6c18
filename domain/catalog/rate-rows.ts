import type { Catalog } from "#domain/catalog/catalog.ts";
import { costOf, hoursPerMonth } from "#domain/catalog/rate-card.ts";

/** What one size of a template costs a month, by environment. */
export interface RateRow {
  readonly template: string;
  readonly title: string;
  readonly size: string;
  /** By environment; null: it is not offered there. */
  readonly monthly: Readonly<Record<string, number | null>>;
}

/** Spells the rate card out: every size with a rate, and what it costs in each environment it is offered in. */
export function rateRows({
  templates,
  environments,
  rates,
}: Pick<Catalog, "templates" | "environments" | "rates">): RateRow[] {
  return [...templates.values()].flatMap((template) =>
    template.sizes
      .filter(({ monthlyCost }) => monthlyCost !== null)
      .map(({ id: size, title }) => {
        const cost = (environment: string) =>
          costOf(rates, { template, size, environment, lifetimeHours: hoursPerMonth })?.monthly ?? null;
        const monthly = [...environments.keys()].map((environment) => [
          environment,
          template.environments.includes(environment) ? cost(environment) : null,
        ]);
        const row = { template: template.id, title: template.title, size: title };
        return { ...row, monthly: Object.fromEntries(monthly) as RateRow["monthly"] };
      }),
  );
}
