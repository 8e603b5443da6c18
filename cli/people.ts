import { actionCommand } from "#cli/action-command.ts";
import { listCommand } from "#cli/list-command.ts";
import { requiredText } from "#cli/options.ts";
import type { KnownPersonView } from "#domain/contracts/person.ts";
import { deactivatePersonRoute } from "#domain/contracts/routes/deactivate-person.ts";
import { listPeopleRoute } from "#domain/contracts/routes/list-people.ts";
import { reactivatePersonRoute } from "#domain/contracts/routes/reactivate-person.ts";

/** `latchkey people`: who is known here. */
export const people = listCommand({
  name: "people",
  about: "List people, with their teams and what they own.",
  route: listPeopleRoute,
  filters: [
    { name: "q", value: "TEXT", about: "Only with this in name or e-mail." },
    { name: "state", value: "STATE", about: "active or deactivated.", choices: ["active", "deactivated"] },
  ],
  columns: [
    { title: "ID", value: ({ id }) => id },
    { title: "NAME", value: ({ name }) => name, charactersMin: 10 },
    { title: "E-MAIL", value: ({ email }) => email ?? "", charactersMin: 10 },
    {
      title: "TEAMS",
      value: ({ teams }) => teams.map(({ id, lead }) => (lead ? `${id} (lead)` : id)).join(", "),
      charactersMin: 8,
    },
    { title: "ROLES", value: ({ roles }) => roles.join(", "), charactersMin: 5 },
    { title: "OWNS", value: ({ owns }) => String(owns) },
    { title: "DEACTIVATED", value: ({ deactivatedAt }) => deactivatedAt?.slice(0, 10) ?? "" },
  ],
  empty: "Nobody fits.",
  notes: ["For administrators and platform. Exit code 0."],
});

/** `latchkey people deactivate`: somebody has left. */
export const peopleDeactivate = actionCommand({
  name: "people deactivate",
  about: "Shut out who has left; their teams take over what they owned.",
  positional: "ID",
  route: deactivatePersonRoute,
  options: [{ name: "reason", value: "TEXT", about: "Why; it is kept on record.", isRequired: true }],
  body: (given) => ({ reason: requiredText(given, "reason") }),
  say: (person) => `${person.name} is shut out.\n${tokensOf(person)}`,
  notes: ["Exit codes: 0 shut out, 1 refused."],
});

/** `latchkey people reactivate`: lets a person in again. */
export const peopleReactivate = actionCommand({
  name: "people reactivate",
  about: "Let a person sign in again.",
  positional: "ID",
  route: reactivatePersonRoute,
  say: ({ name }) => `${name} can sign in again.\n`,
  notes: ["Exit codes: 0 let in, 1 refused."],
});

/** What outlasts a person: tokens of service accounts that they made, to be revoked by hand. */
function tokensOf({ accountTokens }: KnownPersonView): string {
  return accountTokens
    .map(
      ({ id, serviceAccount }) =>
        `A token of ${serviceAccount} that they made still works: latchkey service-account token revoke ${id}\n`,
    )
    .join("");
}
