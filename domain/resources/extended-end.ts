/** An end, and how long it shall be from now instead. */
export interface Extension {
  readonly now: Date;
  readonly expiresAt: Date;
  /** From now on, as the lifetime of a new thing would be. */
  readonly lifetimeHours: number;
}

const hourMs = 3_600_000;

/** Gives the end that an extension leads to: so long from now, never earlier than it is. */
export function extendedEnd({ now, expiresAt, lifetimeHours }: Extension): Date {
  return new Date(Math.max(expiresAt.getTime(), now.getTime() + lifetimeHours * hourMs));
}

/** Tells whether an extension is worth one: an hour more, or a quarter of a lifetime that is shorter than four. */
export function isWorthIt(extension: Extension): boolean {
  const gained = extendedEnd(extension).getTime() - extension.expiresAt.getTime();
  return gained >= Math.min(1, extension.lifetimeHours / 4) * hourMs;
}
