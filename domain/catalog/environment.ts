import type { Classification } from "#domain/catalog/classification.ts";
import type { ApprovalStage } from "#domain/contracts/decision.ts";

/** What one classification gets in one environment; it can only tighten what the environment says. */
export interface Handling {
  /** Null: the environment's own cap. */
  readonly lifetimeHoursMax: number | null;
  /** Stages after those of the environment; null: none. */
  readonly approval: readonly ApprovalStage[] | null;
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
  /** A classification without an entry is denied here. */
  readonly classifications: Readonly<Partial<Record<Classification, Handling>>>;
}
