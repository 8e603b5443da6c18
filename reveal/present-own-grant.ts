import type { OwnGrant } from "#reveal/grant-record.ts";
import { mayReceive } from "#reveal/may-receive.ts";
import type { RevealContext } from "#reveal/reveal-context.ts";
import { shownSeconds } from "#reveal/shown-seconds.ts";
import { signInNeed } from "#reveal/sign-in-need.ts";
import type { Caller } from "#reveal/verify-bearer.ts";
import type { Access } from "#domain/provisioning/resource-type.ts";

/** What the page says before the button: names and times. */
export interface GrantPageView {
  readonly id: string;
  readonly state: OwnGrant["state"];
  readonly generation: number;
  readonly classification: string;
  readonly environment: { readonly id: string; readonly title: string };
  readonly team: { readonly id: string; readonly name: string };
  readonly resource: { readonly id: string; readonly name: string; readonly state: string; readonly url: string };
  readonly template: string;
  readonly purpose: string;
  readonly requester: { readonly name: string; readonly email: string | null };
  readonly recipient: { readonly name: string; readonly email: string | null };
  readonly lifetimeHours: number;
  readonly requestedAt: string;
  readonly expiresAt: string;
  readonly revealedAt: string | null;
  readonly notMeAt: string | null;
  readonly endedAt: string | null;
  /** Of emergency access, when it ends; null: an ordinary credential. */
  readonly emergencyUntil: string | null;
  /** What it is good for: everything its owner may do, or reading only. */
  readonly goodFor: Access;
  /** The enrolled device that it was sealed to, while it waits; null: any browser of the recipient opens it. */
  readonly device: { readonly id: string; readonly name: string; readonly removed: boolean } | null;
  /** Why the recipient may not receive it any more; null: they may. */
  readonly refusal: string | null;
  /** How many seconds ago the recipient may have signed in to reveal it; null: any time. */
  readonly signInAgeSecondsMax: number | null;
  /** By which authentication contexts; empty: by any. */
  readonly signInAcrValues: readonly string[];
  /** For how long a value that is shown stays on the screen before it is masked again. */
  readonly shownSeconds: number;
}

/** Shows a grant to its recipient. */
export function presentOwnGrant(ctx: RevealContext, caller: Caller, grant: OwnGrant): GrantPageView {
  const { catalog, settings } = ctx;
  const permission = mayReceive(ctx, caller, grant);
  const { resource, request, recipient } = grant;
  const { maxAgeSeconds, acrValues } = signInNeed(grant, ctx);
  return {
    id: grant.id,
    state: grant.state,
    generation: grant.generation,
    goodFor: grant.goodFor,
    classification: grant.classification,
    environment: {
      id: grant.environment,
      title: catalog.environments.get(grant.environment)?.title ?? grant.environment,
    },
    team: { id: resource.team, name: catalog.teams.get(resource.team)?.name ?? resource.team },
    resource: {
      id: resource.id,
      name: resource.name,
      state: resource.state,
      url: `${settings.LATCHKEY_PUBLIC_URL}/resources/${resource.id}`,
    },
    template: request.template,
    purpose: request.purpose,
    requester: request.requester,
    recipient: { name: recipient.name, email: recipient.email },
    lifetimeHours: request.lifetimeHours,
    requestedAt: request.createdAt.toISOString(),
    expiresAt: grant.expiresAt.toISOString(),
    revealedAt: grant.revealedAt?.toISOString() ?? null,
    notMeAt: grant.notMeAt?.toISOString() ?? null,
    endedAt: grant.endedAt?.toISOString() ?? null,
    emergencyUntil: grant.emergencyUntil?.toISOString() ?? null,
    device: grant.device && { id: grant.device.id, name: grant.device.name, removed: grant.device.removed },
    refusal: permission.allowed ? null : permission.reason,
    signInAgeSecondsMax: maxAgeSeconds,
    signInAcrValues: acrValues,
    shownSeconds: shownSeconds(grant.classification, catalog),
  };
}
