import { actionCommand } from "#cli/action-command.ts";
import { listCommand } from "#cli/list-command.ts";
import { requiredText } from "#cli/options.ts";
import type { OrphanView } from "#domain/contracts/orphan.ts";
import { decideOrphanRoute } from "#domain/contracts/routes/decide-orphan.ts";
import { listOrphansRoute } from "#domain/contracts/routes/list-orphans.ts";

const reason = { name: "reason", value: "TEXT", about: "Why; it is kept on record.", isRequired: true } as const;

/** `latchkey orphans`: what bears our marker and no living resource claims. */
export const orphans = listCommand({
  name: "orphans",
  about: "List what lies on back ends and belongs to nothing.",
  route: listOrphansRoute,
  filters: [
    { name: "only", value: "WHICH", about: "Only open ones (default), or all.", choices: ["open", "all"] },
    { name: "backend", value: "NAME", about: "Only of this back end." },
  ],
  columns: [
    { title: "ID", value: ({ id }) => id },
    { title: "STATE", value: ({ state }) => state },
    { title: "BACK END", value: ({ backend }) => backend, charactersMin: 8 },
    { title: "TYPE", value: ({ type }) => type, charactersMin: 8 },
    { title: "OBJECTS", value: ({ objects }) => objects.map(({ name }) => name).join(", "), charactersMin: 12 },
    { title: "FOUND", value: ({ foundAt }) => foundAt.slice(0, 16).replace("T", " ") },
    { title: "DELETED", value: ({ deleteAfter, endedAt }) => endedAt ?? deleteAfter ?? "when asked" },
    { title: "FAILURE", value: ({ failure }) => failure ?? "", charactersMin: 12 },
  ],
  empty: "There is none.",
  notes: ["For platform roles. Times are UTC. Exit code 0."],
});

/** `latchkey orphans quarantine`: blocks access to one, keeps its data. */
export const orphansQuarantine = decision("quarantine", "Block access to an orphan and keep its data.");

/** `latchkey orphans delete`: has one deleted. */
export const orphansDelete = decision("delete", "Delete an orphan, its data with it.");

function decision(action: "quarantine" | "delete", about: string) {
  return actionCommand({
    name: `orphans ${action}`,
    about,
    positional: "ID",
    route: decideOrphanRoute,
    options: [reason],
    body: (given) => ({ action, reason: requiredText(given, "reason") }),
    say: spellOrphan,
    notes: ["For platform roles. Done in the background: latchkey orphans. Exit codes: 0 promised, 1 refused."],
  });
}

function spellOrphan({ id, state, wanted }: OrphanView): string {
  return wanted === null ? `${id} is ${state}.\n` : `${id} is ${state}; ${wanted.what} is under way.\n`;
}
