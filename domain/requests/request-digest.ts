import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import type { Decision } from "#domain/contracts/decision.ts";
import type { RequestKind } from "#domain/requests/request-kinds.ts";

/** What an approval is bound to. */
export interface DigestedRequest {
  readonly id: string;
  readonly revision: number;
  readonly templateVersion: string;
  readonly name: string;
  readonly team: string;
  readonly environment: string;
  readonly classification: string;
  readonly purpose: string;
  readonly lifetimeHours: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly delivery: string;
  readonly requesterId: string;
  readonly onBehalfOfId: string | null;
  /** What a request about a thing that exists asks for; absent: a new thing. */
  readonly about?: {
    readonly kind: RequestKind;
    readonly resourceId: string;
    /** Whether nobody asked for it but the clock. */
    readonly unasked: boolean;
  };
}

/**
 * Gives `sha256:<hex>` over JCS (RFC 8785) of the request, its decision and its approval plan.
 *
 * Computed at submit, recorded in every vote, recomputed by the worker before any effect.
 */
export function requestDigest(request: DigestedRequest, decision: Decision): string {
  const text = canonicalize({ request, decision, approvalPlan: decision.effective.approvalPlan });
  return `sha256:${createHash("sha256")
    .update(text ?? "")
    .digest("hex")}`;
}
