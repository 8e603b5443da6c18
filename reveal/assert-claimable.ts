import { AppError } from "#domain/errors/app-error.ts";
import type { OwnGrant } from "#reveal/grant-record.ts";

const leaseRetrySeconds = 5;

const goneSentences: Readonly<Record<string, string>> = {
  expired: "The time to open this has passed.",
  revoked: "This was withdrawn before it was opened.",
};

/**
 * Refuses early what a claim would refuse as well; the claim itself decides.
 *
 * @throws gone, claiming, wrong_state
 */
export function assertClaimable({ state, resource }: Pick<OwnGrant, "state" | "resource">): void {
  if (state !== "pending") throw lostClaim(state);
  if (resource.state === "creating") throw lostClaim("not_ready");
}

/** The error that tells why a claim was not won: by the status that `reveal_api.claim` gave. */
export function lostClaim(status: string): AppError {
  if (status === "claiming") {
    return new AppError("claiming", "This is being opened right now. Try again in a moment.", {
      details: { retryAfterSeconds: leaseRetrySeconds },
    });
  }
  if (status === "suspended") {
    const message =
      "Nothing is opened while the ledger is checked: it may be an older one, restored from a backup. Nothing was used up.";
    return new AppError("unavailable", message);
  }
  if (status === "not_ready") {
    return new AppError("wrong_state", "The last checks are still running. Try again in a moment.", {
      details: { retryAfterSeconds: leaseRetrySeconds },
    });
  }
  const message = goneSentences[status] ?? "This was shown once, and cannot be shown again.";
  return new AppError("gone", message, { details: { state: status } });
}
