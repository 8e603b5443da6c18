import { AppError } from "#domain/errors/app-error.ts";

/**
 * A workload gets no token. Whatever is wrong with its own or with the rules, the answer is the same to the byte, so that
 * nobody learns which rules there are; `reason` is for the record and the log, and holds no part of the token.
 */
export class WorkloadRefused extends AppError {
  readonly reason: string;

  /** @param reason a clause for whoever reads the record: `its audience is another's` */
  constructor(reason: string, cause?: unknown) {
    super(
      "unauthenticated",
      "No token is given for this one: it is not valid here, or no trust rule names its workload.",
      {
        ...(cause === undefined ? {} : { cause }),
      },
    );
    this.reason = reason;
  }
}
