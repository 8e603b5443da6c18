/** What a lifetime is typed in. */
export type LifetimeUnit = "hours" | "days";

const hoursPer = { hours: 1, days: 24 } as const satisfies Record<LifetimeUnit, number>;

/** The unit in which a number of hours reads best. */
export function lifetimeUnit(hours: number | undefined): LifetimeUnit {
  return hours !== undefined && hours % 24 !== 0 ? "hours" : "days";
}

/** The amount to show for a number of hours in a unit; at most two digits after the point. */
export function lifetimeAmount(hours: number, unit: LifetimeUnit): number {
  return Math.round((hours / hoursPer[unit]) * 100) / 100;
}

/** The whole hours that an amount of a unit means; undefined for what is no amount. */
export function lifetimeHours(amount: number, unit: LifetimeUnit): number | undefined {
  return Number.isFinite(amount) ? Math.round(amount * hoursPer[unit]) : undefined;
}
