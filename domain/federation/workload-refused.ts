import type { WorkloadView } from "#domain/contracts/workload.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { WorkloadRefusal } from "#domain/federation/workload-refusal.ts";

/** What is known of a workload that is refused; for the record and the log alone, and no part of its token. */
interface RefusedWorkload {
  /** The catalog's name of the issuer that the token names; null: it names none of the catalog's. */
  readonly issuer: string | null;
  /** What its token says; null: its signature did not hold, so nothing is known. */
  readonly workload: WorkloadView | null;
  /** The service account that its trust rule leads to, where it was refused for what came after. */
  readonly account: { readonly id: string; readonly team: string; readonly name: string } | null;
  /** What its token is known by; null: nobody looked. */
  readonly seenKey: string | null;
}

const nothing: RefusedWorkload = { issuer: null, workload: null, account: null, seenKey: null };

/**
 * A workload gets no token. Whatever is wrong with its own or with the rules, the answer is the same to the byte, so that
 * nobody learns which rules there are; `reason` and `about` are for the record and the log.
 */
export class WorkloadRefused extends AppError {
  readonly reason: WorkloadRefusal;
  readonly about: RefusedWorkload;

  constructor(
    reason: WorkloadRefusal,
    { cause, ...about }: Partial<RefusedWorkload> & { readonly cause?: unknown } = {},
  ) {
    super(
      "unauthenticated",
      "No token is given for this one: it is not valid here, or no trust rule names its workload.",
      cause === undefined ? {} : { cause },
    );
    this.reason = reason;
    this.about = { ...nothing, ...about };
  }

  /** The same refusal with what whoever caught it knows of the workload. */
  with(about: Partial<RefusedWorkload>): WorkloadRefused {
    return new WorkloadRefused(this.reason, { ...this.about, ...about, cause: this.cause });
  }
}
