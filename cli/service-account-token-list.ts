import { callRoute } from "#cli/call-route.ts";
import type { Command } from "#cli/command.ts";
import { listFilters, listOptions, listPages } from "#cli/list-pages.ts";
import type { TableColumn } from "#cli/table.ts";
import { listTokensRoute } from "#domain/contracts/routes/list-tokens.ts";
import { tokenListQuerySchema, type ServiceAccountTokenView } from "#domain/contracts/service-account.ts";

const columns: readonly TableColumn<ServiceAccountTokenView>[] = [
  { title: "ID", value: ({ id }) => id },
  { title: "STATE", value: ({ state }) => state },
  { title: "BEGINS WITH", value: ({ hint }) => hint },
  { title: "EXPIRES", value: ({ expiresAt }) => expiresAt.slice(0, 10) },
  { title: "LAST USED", value: ({ lastUsedAt }) => lastUsedAt?.slice(0, 16).replace("T", " ") ?? "never" },
  { title: "SCOPES", value: ({ scopes }) => scopes.join(","), charactersMin: 12 },
];

/** `latchkey service-account token list`: what is known of the tokens of one account; never a token. */
export const serviceAccountTokenList: Command = {
  name: "service-account token list",
  about: "List the tokens of a service account, newest first.",
  positionals: ["ID"],
  options: [{ name: "state", value: "STATE", about: "active, expired or revoked." }, ...listOptions],
  notes: ["A token is shown when it is made and never again. Times are UTC."],
  async run(given, terminal) {
    const filters = listFilters(given, tokenListQuerySchema, ["state"] as const);
    const serviceAccount = given.positionals[0] ?? "";
    await listPages(given, terminal, {
      command: `service-account token list ${serviceAccount}`,
      columns,
      empty: "No token fits.",
      read: (page) => callRoute(listTokensRoute, { query: { ...filters, ...page, serviceAccount } }, terminal),
    });
    return 0;
  },
};
