import { isDeepStrictEqual } from "node:util";
import type { Catalog } from "#domain/catalog/catalog.ts";
import { isAppError } from "#domain/errors/app-error.ts";
import type { Logger } from "#server/adapters/log/log.ts";
import { catalogLimits } from "#server/catalog/catalog-limits.ts";
import { catalogRefusalSchema, type CatalogRefusal } from "#server/catalog/catalog-refusal.ts";
import { loadCatalogSet, type CatalogSet } from "#server/catalog/load-catalog-set.ts";
import { surveyCatalog } from "#server/catalog/survey-catalog.ts";

/** What a process says of its catalog in the ledger. */
export interface CatalogStanding extends CatalogSet {
  /** Null: the files on disk say what is served. */
  readonly refusal: CatalogRefusal | null;
}

/** What a keeper needs. */
interface KeepOptions {
  readonly dir: string;
  /** `LATCHKEY_ADMIN_GROUP` */
  readonly adminGroup?: string | undefined;
  readonly log: Pick<Logger, "info" | "warn">;
  /** Runs before a new set is served and whenever a refusal comes or goes; while it throws, nothing changes. */
  readonly record: (standing: CatalogStanding) => Promise<void>;
  /** A monotonic clock in milliseconds. */
  readonly now?: () => number;
}

/** The catalog of a running process. */
export interface CatalogKeeper {
  /** The last good set. */
  readonly catalog: Catalog;
  /**
   * Looks at the folder once, and serves what it says now if that is a valid set.
   *
   * Never rejects, and must not be called again before it has resolved. `unsettled`: the files are being written, look
   * again soon.
   */
  look(): Promise<"settled" | "unsettled">;
}

/** A refused set is read again this often even if nothing shows a change: a disk that failed may have recovered. */
const refusedMs = 60_000;

/**
 * Loads the catalog of a folder and keeps it current: the files are read when two looks in a row find them changed and
 * alike, so that a set is never taken half written; a valid set that says something else is recorded, then served, all
 * at once; a broken one is refused and the last good one goes on serving.
 *
 * @throws catalog_invalid, and what `record` throws
 */
export async function keepCatalog({
  dir,
  adminGroup,
  log,
  record,
  now = () => performance.now(),
}: KeepOptions): Promise<CatalogKeeper> {
  let { fingerprint: judged } = await surveyCatalog(dir);
  let standing: CatalogStanding = { ...(await loadCatalogSet(dir, { adminGroup })), refusal: null };
  await record(standing);
  let pending: string | null = null;
  let judgedAt = now();

  const judge = async (fingerprint: string) => {
    const found = await loadCatalogSet(dir, { adminGroup }).catch(refusalOf);
    if ((await surveyCatalog(dir)).fingerprint !== fingerprint) return false;
    const next = "problems" in found ? { ...standing, refusal: found } : adopt(standing, found);
    if (!isDeepStrictEqual([next.catalog.digest, next.refusal], [standing.catalog.digest, standing.refusal])) {
      await record(next);
      tell(log, standing, next);
      standing = next;
    }
    [judged, judgedAt, pending] = [fingerprint, now(), null];
    return true;
  };

  return {
    get catalog() {
      return standing.catalog;
    },
    look: async () => {
      try {
        const { fingerprint } = await surveyCatalog(dir);
        const isDue = standing.refusal !== null && now() - judgedAt >= refusedMs;
        if (fingerprint === judged && !isDue) {
          pending = null;
          return "settled";
        }
        if (fingerprint !== judged && fingerprint !== pending) {
          pending = fingerprint;
          return "unsettled";
        }
        return (await judge(fingerprint)) ? "settled" : "unsettled";
      } catch (error) {
        log.warn({ err: error }, "the catalog could not be looked at; the set that serves goes on serving");
        return "settled";
      }
    },
  };
}

/** A set that says the same is no new set: the one that serves stays, with all that was made of it. */
function adopt(standing: CatalogStanding, found: CatalogSet): CatalogStanding {
  return { ...(found.catalog.digest === standing.catalog.digest ? standing : found), refusal: null };
}

function refusalOf(error: unknown): CatalogRefusal {
  if (!isAppError(error, "catalog_invalid")) throw error;
  const problems = catalogRefusalSchema.shape.problems.parse(error.details.problems);
  return { problems: problems.slice(0, catalogLimits.problems), count: problems.length };
}

function tell(log: KeepOptions["log"], before: CatalogStanding, after: CatalogStanding): void {
  const digest = after.catalog.digest;
  if (after.refusal !== null) {
    const [first] = after.refusal.problems;
    const place = first && `${first.file}:${first.line}: ${first.reason}`;
    log.warn(
      { digest, problems: after.refusal.count },
      `the catalog on disk is refused, the last good set serves: ${place}`,
    );
  } else if (digest === before.catalog.digest) log.info({ digest }, "the catalog on disk is the set that serves again");
  else log.info({ digest, previous: before.catalog.digest }, "a new catalog set serves");
}
