import type { GrantState } from "#domain/contracts/grant.ts";

/** What of a credential its rotation is told from. */
export interface RotatedCredential {
  readonly generation: number;
  readonly access: string;
  readonly state: GrantState;
  readonly endedAt: Date | null;
  readonly emergencyId: string | null;
  readonly drainUntil: Date | null;
  readonly rotationDueAt: Date | null;
  readonly rotateAt: Date | null;
  readonly rotationMissedAt: Date | null;
}

/** When a resource's credentials are due to be replaced. */
export interface RotationStanding {
  /** The earliest of those in use; null: none is ever due by itself. */
  readonly dueAt: Date | null;
  /** When a new one is made by itself; null: never, or it waits to be opened. */
  readonly nextAt: Date | null;
  /** One is older than allowed, or nobody opened the newest in time. */
  readonly isOverdue: boolean;
}

const opened: readonly GrantState[] = ["revealed", "confirmed", "unconfirmed"];

/** Tells how the rotation of a resource's credentials stands; what ended, drains or is for an emergency does not count. */
export function rotationStanding(credentials: readonly RotatedCredential[], now: Date): RotationStanding {
  const live = credentials.filter(
    ({ endedAt, emergencyId, drainUntil }) => endedAt === null && emergencyId === null && drainUntil === null,
  );
  const used = live.filter(({ state }) => opened.includes(state));
  const waits = used.filter(
    (one) => !live.some((other) => other.access === one.access && other.generation > one.generation),
  );
  const dueAt = earliest((used.length > 0 ? used : live).map(({ rotationDueAt }) => rotationDueAt));
  return {
    dueAt,
    nextAt: earliest(waits.map(({ rotateAt }) => rotateAt)),
    isOverdue: used.some(
      ({ rotationDueAt, rotationMissedAt }) =>
        rotationMissedAt !== null || (rotationDueAt !== null && rotationDueAt <= now),
    ),
  };
}

function earliest(times: readonly (Date | null)[]): Date | null {
  const known = times.filter((time) => time !== null).toSorted((a, b) => a.getTime() - b.getTime());
  return known[0] ?? null;
}
