import type { FileChange } from "#domain/catalog/compare-documents.ts";

/** Why the files on disk are not served, by the processes that say so. */
export interface CatalogRefusalView {
  /** `web`, `worker` or both. */
  readonly processes: readonly string[];
  /** ISO 8601 */
  readonly since: string;
  readonly problems: readonly { readonly file: string; readonly line: number; readonly reason: string }[];
  /** Problems that are not listed. */
  readonly more: number;
}

/** The catalog set that serves, as the people who keep it see it. */
export interface CatalogSetView {
  readonly digest: string;
  /** ISO 8601; null: it was not written down. */
  readonly servedAt: string | null;
  readonly counts: Readonly<Record<"templates" | "environments" | "matrices" | "rules" | "packs" | "quotas", number>>;
  /** Processes that serve another set than the one shown. */
  readonly elsewhere: readonly { readonly process: string; readonly digest: string }[];
  readonly refusals: readonly CatalogRefusalView[];
  /** The set that served before; null: there was none. */
  readonly previous: { readonly digest: string; readonly servedAt: string } | null;
  /** What this set says otherwise than the previous one. */
  readonly changes: readonly FileChange[];
}
