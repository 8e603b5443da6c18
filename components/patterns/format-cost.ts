interface Cost {
  readonly amount: number;
  readonly currency: string;
}

/** Says a monthly cost, e.g. "$12 / month"; "Free" for nothing. */
export function formatCost(cost: Cost): string {
  if (cost.amount === 0) return "Free";
  const digits = Number.isInteger(cost.amount) ? 0 : 2;
  const amount = new Intl.NumberFormat("en", {
    style: "currency",
    currency: cost.currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: 2,
  }).format(cost.amount);
  return `${amount} / month`;
}
