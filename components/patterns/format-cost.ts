import { formatMoney } from "#components/patterns/format-money.ts";

interface Cost {
  readonly amount: number;
  readonly currency: string;
}

/** Says a monthly cost, e.g. "$12 / month"; "Free" for nothing. */
export function formatCost({ amount, currency }: Cost): string {
  return amount === 0 ? "Free" : `${formatMoney(amount, currency)} / month`;
}
