import { callRoute } from "#cli/call-route.ts";
import type { Command } from "#cli/command.ts";
import { listFilters, listOptions, listPages } from "#cli/list-pages.ts";
import type { TableColumn } from "#cli/table.ts";
import { requestListQuerySchema, requestStates, type RequestView } from "#domain/contracts/request.ts";
import { listRequestsRoute } from "#domain/contracts/routes/list-requests.ts";

const columns: readonly TableColumn<RequestView>[] = [
  { title: "ID", value: ({ id }) => id },
  { title: "STATE", value: ({ state, blockedReason }) => (blockedReason === null ? state : "blocked") },
  { title: "NAME", value: ({ name }) => name, charactersMin: 10 },
  { title: "TEAM", value: ({ team }) => team, charactersMin: 6 },
  { title: "ENV", value: ({ environment }) => environment, charactersMin: 4 },
  { title: "TEMPLATE", value: ({ template }) => template.id, charactersMin: 10 },
  { title: "REQUESTER", value: ({ requester }) => requester.name ?? requester.email ?? requester.id, charactersMin: 9 },
  { title: "CREATED", value: ({ createdAt }) => createdAt.slice(0, 16).replace("T", " ") },
];

/** `latchkey request list`: what the caller may know of, newest first. */
export const requestList: Command = {
  name: "request list",
  about: "List requests, newest first.",
  positionals: [],
  options: [
    {
      name: "scope",
      value: "SCOPE",
      about: "mine, team, to_approve or all; default all that you may see.",
      choices: ["mine", "team", "to_approve", "all"],
    },
    { name: "state", value: "STATE", about: "Only requests in this state.", choices: requestStates },
    { name: "team", value: "TEAM", about: "Only of this team." },
    { name: "environment", value: "ENV", about: "Only of this environment." },
    { name: "template", value: "ID", about: "Only from this template." },
    { name: "q", value: "TEXT", about: "Only with this text in name or purpose." },
    ...listOptions,
  ],
  notes: [`States: ${requestStates.slice(0, 5).join(", ")},`, `${requestStates.slice(5).join(", ")}. Times are UTC.`],
  async run(given, terminal) {
    const names = ["scope", "state", "team", "environment", "template", "q"] as const;
    const filters = listFilters(given, requestListQuerySchema, names);
    await listPages(given, terminal, {
      command: "request list",
      columns,
      empty: "No request fits.",
      read: (page) => callRoute(listRequestsRoute, { query: { ...filters, ...page } }, terminal),
    });
    return 0;
  },
};
