import canonicalize from "canonicalize";
import type { Risk } from "#domain/approvals/spell-risk.ts";
import type { Decision } from "#domain/contracts/decision.ts";

/** What decides whether requests can be approved by one look. */
interface Alike {
  readonly templateVersion: string;
  readonly environment: string;
  readonly classification: string;
  readonly risk: Pick<Risk, "level">;
  readonly decision: Pick<Decision, "trace">;
}

/**
 * Gives the kind of request that this is one of, equal for those that may be approved together; null: it wants a look of
 * its own. Only what is of low risk, and against which no rule says anything but that a person must agree, has a kind:
 * its template's version, where it is for, and how its data is classified.
 *
 * All of it is covered by the request's digest, which each vote names: a request that has changed since somebody chose it
 * is not approved with the others.
 */
export function approvedTogether({
  templateVersion,
  environment,
  classification,
  risk,
  decision,
}: Alike): string | null {
  if (risk.level !== "low") return null;
  if (decision.trace.some(({ result }) => result === "warn" || result === "error" || result === "deny")) return null;
  return canonicalize([templateVersion, environment, classification]) ?? null;
}
