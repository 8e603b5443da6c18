import type { Actor } from "#domain/access/actor.ts";
import { attributeWords } from "#domain/access/attribute-words.ts";
import { allowed, refused, type Permission } from "#domain/access/permission.ts";
import { addressOf } from "#domain/approvals/address-of.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";
import type { PersonAttribute, SealingMode } from "#domain/contracts/decision.ts";
import type { ResourceState } from "#domain/contracts/resource.ts";
import { spellList } from "#domain/guardrails/spell-list.ts";

/** Somebody with a part in emergency access. */
export type GlassPerson = Pick<Actor, "principalId" | "kind" | "email" | "attributes" | "channel">;

/** What emergency access to a resource is decided from. */
export interface GlassCase {
  readonly state: ResourceState;
  /** Demanded of everybody who opens its credential. */
  readonly attributes: readonly PersonAttribute[];
  readonly sealing: SealingMode;
  /** Who has a credential of it or owns it, with whoever asked for it. */
  readonly holders: readonly Pick<Actor, "principalId" | "email">[];
}

/** What is between somebody and a first use of their own. */
export interface OwnStanding {
  /** Devices they enrolled that can receive what is sealed strictly. */
  readonly devices: number;
  /** The incident of a use of theirs whose review is overdue; null: none is. */
  readonly overdueIncident: string | null;
  /** Whether one of theirs to the same resource waits or is active. */
  readonly isOpen: boolean;
}

type Names = Pick<Catalog, "breakGlass">;

/** Tells whether somebody is named for emergencies, whatever the resource: what decides whether they see the action. */
export function isNamed({ kind, email }: Pick<GlassPerson, "kind" | "email">, { breakGlass }: Names): boolean {
  const address = addressOf({ email });
  return kind === "user" && address !== null && breakGlass.people.includes(address);
}

/**
 * Tells whether somebody may have emergency access to a resource now: a named person who is what the rules demand, is
 * not who has its credential anyway, can receive it as it is sealed, and owes no review.
 */
export function canBreakGlass(person: GlassPerson, glass: GlassCase & OwnStanding & { catalog: Names }): Permission {
  const part = canTakePart(person, glass);
  if (!part.allowed) return part;
  if (glass.state !== "active") return refused("Emergency access is to what is in use; this is not.");
  if (isHolder(person, glass)) return refused("You have a credential of it: use that one, or make a new one.");
  if (glass.overdueIncident !== null) {
    return refused(
      `Your use for ${glass.overdueIncident} was not reviewed in time. Once it is, you can have emergency access again.`,
    );
  }
  if (glass.sealing === "strict" && glass.devices === 0) {
    return refused("Its credential is sealed to a device of your own. Enrol one first.");
  }
  if (glass.isOpen) return refused("Your emergency access to it waits or is active already.");
  return allowed;
}

/**
 * Tells whether somebody may be the second person: named as well, and neither the first, nor another account of theirs,
 * nor who asked for the resource or has its credential.
 */
export function canConfirmGlass(
  person: GlassPerson,
  glass: Pick<GlassCase, "attributes" | "holders"> & { catalog: Names; first: Pick<Actor, "principalId" | "email"> },
): Permission {
  const part = canTakePart(person, glass);
  if (!part.allowed) return part;
  if (isSame(person, glass.first)) return refused("Somebody else has to confirm your emergency access.");
  if (isHolder(person, glass))
    return refused("You asked for this resource or have its credential: somebody else confirms.");
  return allowed;
}

/** What holds for whoever has a part in it: a person, at a screen of their own, named, and what the rules demand. */
export function canTakePart(
  person: GlassPerson,
  { catalog, attributes }: Pick<GlassCase, "attributes"> & { catalog: Names },
): Permission {
  if (person.kind !== "user") return refused("Emergency access is for people, never for a service account.");
  if (person.channel === "chat") return refused("Emergency access is not given in chat. Open it in the portal.");
  if (!isNamed(person, catalog)) return refused("You are not named for emergency access.");
  const missing = attributes.filter((attribute) => !person.attributes.includes(attribute));
  if (missing.length === 0) return allowed;
  const words = [...new Set(missing)].map((attribute) => attributeWords[attribute]);
  return refused(
    `Only somebody of whom the identity provider says that they are ${spellList(words, "and")} may have it.`,
  );
}

function isHolder(person: GlassPerson, { holders }: Pick<GlassCase, "holders">): boolean {
  return holders.some((holder) => isSame(person, holder));
}

/** Another account with the same address is the same person. */
export function isSame(
  one: Pick<Actor, "principalId" | "email">,
  other: Pick<Actor, "principalId" | "email">,
): boolean {
  if (one.principalId === other.principalId) return true;
  const address = addressOf(one);
  return address !== null && address === addressOf(other);
}
