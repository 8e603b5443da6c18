import { addressOf } from "#domain/approvals/address-of.ts";
import { approverClaims } from "#domain/approvals/approver-groups.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";

/** Whose maintainers are meant: those a template names, for a request of a team. */
export interface Maintained {
  readonly maintainers: readonly string[];
  readonly team: string;
}

/**
 * Tells whether somebody maintains a template: named by their e-mail address, or a member of a group that is named.
 *
 * A name that is neither an address nor an approver group counts as a group of the identity provider, so that no way
 * of writing a maintainer down makes them none.
 */
export function isMaintainer(
  person: { readonly email: string | null; readonly groups: readonly string[] },
  maintained: Maintained,
  catalog: Catalog,
): boolean {
  const address = addressOf(person);
  if (address !== null && maintained.maintainers.some((name) => addressOf({ email: name }) === address)) return true;
  return maintainerClaims(maintained, catalog).some((claim) => person.groups.includes(claim));
}

/** Gives the group claims whose holders maintain a template, whoever they are. */
export function maintainerClaims({ maintainers, team }: Maintained, catalog: Catalog): readonly string[] {
  return maintainers.flatMap((name) => [...approverClaims(name, team, catalog), name]);
}
