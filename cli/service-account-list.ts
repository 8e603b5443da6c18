import { callRoute } from "#cli/call-route.ts";
import type { Command } from "#cli/command.ts";
import { listFilters, listOptions, listPages } from "#cli/list-pages.ts";
import type { TableColumn } from "#cli/table.ts";
import { listServiceAccountsRoute } from "#domain/contracts/routes/list-service-accounts.ts";
import { serviceAccountListQuerySchema, type ServiceAccountView } from "#domain/contracts/service-account.ts";

const columns: readonly TableColumn<ServiceAccountView>[] = [
  { title: "ID", value: ({ id }) => id },
  { title: "STATE", value: ({ state }) => state },
  { title: "TEAM", value: ({ team }) => team, charactersMin: 8 },
  { title: "NAME", value: ({ name }) => name, charactersMin: 10 },
  { title: "TOKENS", value: ({ liveTokens }) => String(liveTokens) },
  { title: "LAST USED", value: ({ lastUsedAt }) => lastUsedAt?.slice(0, 16).replace("T", " ") ?? "never" },
];

/** `latchkey service-account list`: the accounts that the caller may know of, newest first. */
export const serviceAccountList: Command = {
  name: "service-account list",
  about: "List service accounts, newest first.",
  positionals: [],
  options: [
    { name: "team", value: "TEAM", about: "Only of this team." },
    { name: "state", value: "STATE", about: "active or revoked." },
    { name: "q", value: "TEXT", about: "Only with this text in the name." },
    ...listOptions,
  ],
  notes: ["The tokens of one: latchkey service-account token list ID. Times are UTC."],
  async run(given, terminal) {
    const filters = listFilters(given, serviceAccountListQuerySchema, ["team", "state", "q"] as const);
    await listPages(given, terminal, {
      command: "service-account list",
      columns,
      empty: "No service account fits.",
      read: (page) => callRoute(listServiceAccountsRoute, { query: { ...filters, ...page } }, terminal),
    });
    return 0;
  },
};
