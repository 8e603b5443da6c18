/** Why nothing new is put on a back end. */
export interface Pause {
  readonly backend: string;
  readonly since: Date;
  /** Who paused it by hand; null: its check failed. */
  readonly by: string | null;
  readonly reason: string;
}

/** Says since when and why a back end is paused, in the words of every page and decision; times are UTC. */
export function spellPause({ since, by, reason }: Omit<Pause, "backend">): string {
  const when = `${since.toISOString().slice(8, 10)} ${months[since.getUTCMonth()]} ${since.toISOString().slice(11, 16)} UTC`;
  const why = /[.!?]$/.test(reason) ? reason : `${reason}.`;
  return by === null
    ? `Paused since ${when}: ${why} The platform team is told.`
    : `Paused since ${when} by ${by}: ${why}`;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;
