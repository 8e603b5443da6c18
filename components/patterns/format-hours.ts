/** Says a number of hours as people do: "36 hours", "7 days", "1 year". */
export function formatHours(hours: number): string {
  if (hours % 8760 === 0) return count(hours / 8760, "year");
  if (hours % 24 === 0) return count(hours / 24, "day");
  return count(hours, "hour");
}

function count(amount: number, unit: string): string {
  return `${amount} ${unit}${amount === 1 ? "" : "s"}`;
}
