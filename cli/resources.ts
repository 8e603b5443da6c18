import { callRoute } from "#cli/call-route.ts";
import type { Command } from "#cli/command.ts";
import { listFilters, listOptions, listPages } from "#cli/list-pages.ts";
import type { TableColumn } from "#cli/table.ts";
import { resourceListQuerySchema, resourceStates, type ResourceView } from "#domain/contracts/resource.ts";
import { listResourcesRoute } from "#domain/contracts/routes/list-resources.ts";

const columns: readonly TableColumn<ResourceView>[] = [
  { title: "ID", value: ({ id }) => id },
  { title: "STATE", value: ({ state, blockedReason }) => (blockedReason === null ? state : "blocked") },
  { title: "NAME", value: ({ name }) => name, charactersMin: 10 },
  { title: "TEAM", value: ({ team }) => team, charactersMin: 8 },
  { title: "ENV", value: ({ environment }) => environment, charactersMin: 6 },
  { title: "EXPIRES", value: ({ expiresAt }) => expiresAt?.slice(0, 10) ?? "-" },
  { title: "TYPE", value: ({ type }) => type, charactersMin: 10 },
  { title: "OWNER", value: ({ owner }) => owner.name ?? owner.email ?? owner.id, charactersMin: 8 },
];

/** `latchkey resources`: what exists of what the caller may know of, newest first. */
export const resources: Command = {
  name: "resources",
  about: "List resources, newest first.",
  positionals: [],
  options: [
    {
      name: "scope",
      value: "SCOPE",
      about: "mine, team or all; default all that you may see.",
      choices: ["mine", "team", "all"],
    },
    {
      name: "state",
      value: "STATE",
      about: `${resourceStates.join(", ")}; default all but destroyed.`,
      choices: resourceStates,
    },
    { name: "team", value: "TEAM", about: "Only of this team." },
    { name: "environment", value: "ENV", about: "Only of this environment." },
    { name: "type", value: "TYPE", about: "Only of this resource type." },
    { name: "rotation", value: "STATE", about: "overdue: only where a rotation is." },
    { name: "q", value: "TEXT", about: "Only with this text in the name." },
    ...listOptions,
  ],
  notes: ["One of them: latchkey resources show ID. Days are UTC."],
  async run(given, terminal) {
    const names = ["scope", "state", "team", "environment", "type", "rotation", "q"] as const;
    const filters = listFilters(given, resourceListQuerySchema, names);
    await listPages(given, terminal, {
      command: "resources",
      columns,
      empty: "No resource fits.",
      read: (page) => callRoute(listResourcesRoute, { query: { ...filters, ...page } }, terminal),
    });
    return 0;
  },
};
