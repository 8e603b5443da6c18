import type { Classification } from "#domain/catalog/classification.ts";
import type { SealingMode } from "#domain/contracts/decision.ts";
import type { LeaseRule } from "#domain/leases/lease-limits.ts";

/** How data of one classification is handled, whatever the template: a row of the handling table. */
export interface HandlingTier {
  readonly id: Classification;
  readonly title: string;
  readonly summary: string;
  /** The approver groups that may decide on it; null: those that the rules ask. */
  readonly mayApprove: readonly string[] | null;
  readonly sealing: SealingMode;
  readonly deliveries: readonly string[];
  /** How old the recipient's sign-in may be as they open it; null: the sign-in itself is enough. */
  readonly revealMaxAgeMinutes: number | null;
  /** For how long an opened value stays on the screen. */
  readonly shownSeconds: number;
  /** Null: a credential is never due to be rotated by itself. */
  readonly rotationDays: number | null;
  readonly retentionDays: number;
  readonly restoreHoursMax: number;
  /** For how many hours a credential may still be used after a newer one was confirmed; absent: 24. */
  readonly drainHours?: number;
  /** Limits of leases; absent: none of what is sealed strictly, else the usual ones. */
  readonly leases?: LeaseRule;
}

/** The loosest that a tier may be: what a catalog says can only be tighter. */
export const handlingFloors = {
  public: { sealing: "standard", revealMaxAgeMinutes: null },
  internal: { sealing: "standard", revealMaxAgeMinutes: null },
  confidential: { sealing: "standard", revealMaxAgeMinutes: 15 },
  restricted: { sealing: "strict", revealMaxAgeMinutes: 5 },
} as const satisfies Record<Classification, Pick<HandlingTier, "sealing" | "revealMaxAgeMinutes">>;
