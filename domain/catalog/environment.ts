import type { Classification } from "#domain/catalog/classification.ts";
import type { ApprovalStage } from "#domain/contracts/decision.ts";

/** A time in which an environment is not changed without a human. */
export interface FreezeWindow {
  readonly id: string;
  readonly title: string;
  /** Inclusive. */
  readonly from: Date;
  /** Exclusive. */
  readonly until: Date;
  readonly approval: readonly ApprovalStage[];
}

/** A place things are built in, with its limits. */
export interface Environment {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly lifetimeHoursMax: number;
  /** The largest size allowed, by `CatalogSettings.sizeScale`. */
  readonly sizeMax: string;
  readonly deliveries: readonly string[];
  /** Hours from ready to the first claim before the credential is revoked. */
  readonly claimWindowHours: number;
  /** Null: no human is asked. */
  readonly approval: readonly ApprovalStage[] | null;
  /** Where data may lie; null: wherever a back end of the environment is. */
  readonly regions: readonly string[] | null;
  /** A classification that is not listed is denied here. */
  readonly classifications: readonly Classification[];
  readonly freezeWindows: readonly FreezeWindow[];
  /** How old the sign-in may be of whoever approves what is built here; null: the sign-in itself is enough. */
  readonly approveMaxAgeMinutes: number | null;
  /** Who decides on an extension beyond the free one. */
  readonly extendApproval: readonly ApprovalStage[];
  /** Who has to agree before a thing here is destroyed; null: no human is asked. */
  readonly destroyApproval: readonly ApprovalStage[] | null;
}
