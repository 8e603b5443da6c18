import canonicalize from "canonicalize";
import type { Risk } from "#domain/approvals/spell-risk.ts";
import type { Decision } from "#domain/contracts/decision.ts";
import type { AboutKind } from "#domain/requests/request-kinds.ts";

/** What decides whether requests can be approved by one look. */
interface Alike {
  readonly templateVersion: string;
  readonly environment: string;
  readonly classification: string;
  readonly risk: Pick<Risk, "level">;
  readonly decision: Pick<Decision, "trace">;
  /** What it asks of a thing that exists; absent or null: a new one. */
  readonly about?: { readonly kind: AboutKind } | null;
}

/**
 * Gives the kind of request that this is one of, equal for those that may be approved together; null: it wants a look of
 * its own. Only what is of low risk, and against which no rule says anything but that a person must agree, has a kind:
 * its template's version, where it is for, and how its data is classified. What would be destroyed is looked at alone.
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
  about = null,
}: Alike): string | null {
  if (about?.kind === "destroy") return null;
  if (risk.level !== "low") return null;
  if (decision.trace.some(({ result }) => result === "warn" || result === "error" || result === "deny")) return null;
  const place = [templateVersion, environment, classification];
  return canonicalize(about === null ? place : [about.kind, ...place]) ?? null;
}
