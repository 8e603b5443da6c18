import type { Person } from "#domain/contracts/request.ts";

/** A person by name, else by e-mail; the e-mail is the title. */
export function PersonName({ person }: { person: Person }) {
  return <span title={person.email ?? undefined}>{person.name ?? person.email ?? "Somebody"}</span>;
}
