import { formatMoney } from "#components/patterns/format-money.ts";
import type { Quota } from "#domain/catalog/quota.ts";

/** Says an amount in what a quota measures, e.g. "3", "4 units", "$120 / month". */
export function spellAmount(
  amount: number,
  { measure, currency }: Pick<Quota, "measure"> & { currency: string },
): string {
  if (measure === "monthlyCost") return `${formatMoney(amount, currency)} / month`;
  return measure === "units" ? `${amount} ${amount === 1 ? "unit" : "units"}` : String(amount);
}
