import type { Quota } from "#domain/catalog/quota.ts";

/** A request that a quota counts. */
export interface QuotaHolder {
  readonly requestId: string;
  readonly name: string;
  readonly team: string;
  readonly environment: string;
  readonly amount: number;
}

/** A quota or budget, and where it stands. */
export interface QuotaStanding extends Quota {
  /** What waits for approval included. */
  readonly held: number;
  /** The part of it that waits for approval. */
  readonly waiting: number;
  /** What counts most, of the teams whose requests the viewer may see. */
  readonly dearest: readonly QuotaHolder[];
}
