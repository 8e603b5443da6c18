import type { Actor } from "#domain/access/actor.ts";
import { addressOf } from "#domain/approvals/address-of.ts";

/** A person or service account a request belongs to. */
export interface Party {
  readonly principalId: string;
  readonly email: string | null;
}

/** Whose a request is. */
export interface Parties {
  readonly requester: Party;
  /** The person it was filed for by a service account. */
  readonly onBehalfOf: Party | null;
  /** The people who answer for the service account that filed it: its maker, and the maker of every token of it. */
  readonly requesterOwners?: readonly Party[];
}

/**
 * Tells whether something is somebody's own: who asked for it, whom it is for, who answers for the bot that asked, whoever
 * acts for one of them, and any other account with the e-mail address of one of them.
 */
export function ownsRequest(
  actor: Pick<Actor, "principalId" | "email"> & { readonly actsForIds?: readonly string[] },
  { requester, onBehalfOf, requesterOwners = [] }: Parties,
): boolean {
  const parties = [requester, ...(onBehalfOf ? [onBehalfOf] : []), ...requesterOwners];
  const owners = new Set(parties.map((party) => party.principalId));
  if ([actor.principalId, ...(actor.actsForIds ?? [])].some((id) => owners.has(id))) return true;
  const email = addressOf(actor);
  return email !== null && parties.some((party) => addressOf(party) === email);
}
