import type { Usage } from "#domain/provisioning/resource-type.ts";

/** What the looks so far tell of who was connected. */
export interface SeenConnections {
  /** When somebody was last seen; with `connectedAfter`, at some time between the two. */
  readonly connectedAt: Date | null;
  readonly connectedAfter: Date | null;
  /** Since when every look said that nobody was; null: somebody is, or nothing is known. */
  readonly unusedSince: Date | null;
}

interface Look {
  readonly usage: Usage;
  readonly at: Date;
  /** The look before; null: this is the first. */
  readonly before: { readonly at: Date; readonly sessionsTotal: number | null } | null;
  /** Whether a run was at work since, whose own probes the back end counts too. */
  readonly hadRun: boolean;
}

/** Looks that are further apart than this say nothing of what was between them, unless the back end counts. */
const gapMs = 60 * 60_000;

/**
 * Adds one look. Nothing is claimed that was not observed: a back end that does not tell leaves everything unknown, and a
 * long time without a look begins the count anew.
 */
export function addConnections(seen: SeenConnections, { usage, at, before, hadRun }: Look): SeenConnections {
  const told =
    usage.lastConnectedAt === null ? null : new Date(Math.min(Date.parse(usage.lastConnectedAt), at.getTime()));
  if ((usage.connections ?? 0) > 0) return { connectedAt: at, connectedAfter: null, unusedSince: null };
  if (told !== null && told > (seen.connectedAt ?? new Date(0))) {
    return { connectedAt: told, connectedAfter: null, unusedSince: told };
  }
  if (usage.connections === null && told === null) return { ...seen, unusedSince: null };
  const counted = countedBetween(usage, before);
  if (counted === "some" && !hadRun && before !== null) {
    return { connectedAt: at, connectedAfter: before.at, unusedSince: at };
  }
  const isContinuous = before !== null && (at.getTime() - before.at.getTime() <= gapMs || counted === "none");
  return { ...seen, unusedSince: isContinuous ? (seen.unusedSince ?? at) : at };
}

/** A counter that went down was set back: it says nothing. */
function countedBetween(usage: Usage, before: Look["before"]): "some" | "none" | "unknown" {
  const [now, then] = [usage.sessionsTotal ?? null, before?.sessionsTotal ?? null];
  if (now === null || then === null || now < then) return "unknown";
  return now > then ? "some" : "none";
}
