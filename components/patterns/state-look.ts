import {
  Ban,
  Check,
  CircleDashed,
  CircleSlash,
  Clock,
  Hammer,
  KeyRound,
  type LucideIcon,
  Snowflake,
  Trash2,
  TriangleAlert,
  Undo2,
} from "lucide-react";
import type { EmergencyState } from "#domain/contracts/break-glass.ts";
import type { GrantState } from "#domain/contracts/grant.ts";
import type { LeaseState } from "#domain/contracts/lease.ts";
import type { RequestState } from "#domain/contracts/request.ts";
import type { ResourceState } from "#domain/contracts/resource.ts";
import type { ServiceAccountTokenView, ServiceAccountView } from "#domain/contracts/service-account.ts";
import type { TrustRuleView } from "#domain/contracts/trust-rule.ts";
import type { Tone } from "#components/ui/badge.tsx";

interface StateLook {
  readonly label: string;
  readonly tone: Tone;
  readonly icon: LucideIcon;
}

/** How each state of a request is named and shown. */
export const requestLooks = {
  denied: { label: "Denied", tone: "bad", icon: Ban },
  pending_approval: { label: "Waiting for approval", tone: "wait", icon: Clock },
  approved: { label: "Approved", tone: "busy", icon: Check },
  rejected: { label: "Rejected", tone: "bad", icon: CircleSlash },
  withdrawn: { label: "Withdrawn", tone: "idle", icon: Undo2 },
  expired: { label: "Expired", tone: "idle", icon: CircleDashed },
  provisioning: { label: "Building", tone: "busy", icon: Hammer },
  fulfilled: { label: "Ready", tone: "good", icon: Check },
  failed: { label: "Failed", tone: "bad", icon: TriangleAlert },
} as const satisfies Record<RequestState, StateLook>;

/** How each state of a resource is named and shown. */
export const resourceLooks = {
  creating: { label: "Creating", tone: "busy", icon: Hammer },
  active: { label: "Active", tone: "good", icon: Check },
  frozen: { label: "Frozen", tone: "wait", icon: Snowflake },
  destroying: { label: "Destroying", tone: "busy", icon: Trash2 },
  destroyed: { label: "Destroyed", tone: "idle", icon: CircleDashed },
} as const satisfies Record<ResourceState, StateLook>;

/** How each state of a grant is named and shown. */
export const grantLooks = {
  pending: { label: "Not revealed yet", tone: "wait", icon: KeyRound },
  claiming: { label: "Being revealed", tone: "busy", icon: KeyRound },
  revealed: { label: "Revealed", tone: "good", icon: Check },
  confirmed: { label: "Revealed and confirmed", tone: "good", icon: Check },
  unconfirmed: { label: "Revealed, not confirmed", tone: "wait", icon: TriangleAlert },
  expired: { label: "Expired unread", tone: "idle", icon: CircleDashed },
  revoked: { label: "Revoked", tone: "idle", icon: Ban },
} as const satisfies Record<GrantState, StateLook>;

/** How each state of a use of emergency access is named and shown. */
export const emergencyLooks = {
  waiting: { label: "Waits for a second person", tone: "wait", icon: Clock },
  active: { label: "Active", tone: "bad", icon: TriangleAlert },
  ended: { label: "Ended", tone: "idle", icon: Check },
  lapsed: { label: "Not confirmed", tone: "idle", icon: CircleDashed },
} as const satisfies Record<EmergencyState, StateLook>;

/** How each state of a lease is named and shown. */
export const leaseLooks = {
  waiting: { label: "Being made", tone: "busy", icon: KeyRound },
  active: { label: "Active", tone: "good", icon: Check },
  released: { label: "Ending", tone: "busy", icon: Clock },
  expired: { label: "Ending", tone: "busy", icon: Clock },
  ended: { label: "Ended", tone: "idle", icon: CircleDashed },
  failed: { label: "Not made", tone: "bad", icon: TriangleAlert },
} as const satisfies Record<LeaseState, StateLook>;

/** How each state of a service account is named and shown. */
export const serviceAccountLooks = {
  active: { label: "Active", tone: "good", icon: Check },
  revoked: { label: "Revoked", tone: "idle", icon: Ban },
} as const satisfies Record<ServiceAccountView["state"], StateLook>;

/** How each state of a trust rule is named and shown. */
export const trustRuleLooks = {
  active: { label: "Active", tone: "good", icon: Check },
  revoked: { label: "Revoked", tone: "idle", icon: Ban },
} as const satisfies Record<TrustRuleView["state"], StateLook>;

/** How each state of a service account's token is named and shown. */
export const tokenLooks = {
  active: { label: "Live", tone: "good", icon: Check },
  expired: { label: "Expired", tone: "idle", icon: CircleDashed },
  revoked: { label: "Revoked", tone: "idle", icon: Ban },
} as const satisfies Record<ServiceAccountTokenView["state"], StateLook>;
