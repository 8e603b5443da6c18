import type { Catalog } from "#domain/catalog/catalog.ts";
import type { EvidenceTable } from "#domain/contracts/evidence.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import type { RoleSources } from "#server/identity/actor-from-principal.ts";

/** What an evidence query reads from: the ledger, and today's catalog for what groups mean. */
export interface EvidenceSource {
  readonly db: Queryable;
  readonly catalog: Catalog;
  readonly settings: RoleSources["settings"];
}

/** A named question without parameters, which reads and never writes. */
export interface Evidence {
  /** As packs name it. */
  readonly id: string;
  readonly title: string;
  /** What it shows and of when, in one sentence. */
  readonly shows: string;
  /** True for what only readers of the audit record are shown. */
  readonly ofRecord: boolean;
  readonly read: (source: EvidenceSource) => Promise<EvidenceTable>;
}
