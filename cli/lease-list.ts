import { callRoute } from "#cli/call-route.ts";
import type { Command } from "#cli/command.ts";
import { listOptions, listPages } from "#cli/list-pages.ts";
import type { TableColumn } from "#cli/table.ts";
import type { LeaseView } from "#domain/contracts/lease.ts";
import { listLeasesRoute } from "#domain/contracts/routes/list-leases.ts";

const columns: readonly TableColumn<LeaseView>[] = [
  { title: "ID", value: ({ leaseId }) => leaseId },
  { title: "STATE", value: ({ state }) => state },
  { title: "BY", value: ({ by }) => by.name ?? by.email ?? by.id },
  { title: "FOR", value: ({ onBehalfOf, purpose }) => onBehalfOf?.name ?? purpose ?? "" },
  { title: "UNTIL", value: ({ expiresAt }) => expiresAt ?? "" },
];

/** `latchkey lease list`: who has a login for a while; never a secret. */
export const leaseList: Command = {
  name: "lease list",
  about: "List the leases of a resource.",
  positionals: ["RESOURCE"],
  options: [{ name: "open", about: "Only those that let somebody in, or may." }, ...listOptions],
  notes: ["Holds no secret. Exit code 0."],
  async run(given, terminal) {
    const params = { id: given.positionals[0] ?? "" };
    const open = given.values.open === true ? ("true" as const) : undefined;
    await listPages(given, terminal, {
      command: `lease list ${params.id}`,
      columns,
      empty: "There are no leases of it.",
      read: (page) => callRoute(listLeasesRoute, { params, query: { ...page, open } }, terminal),
    });
    return 0;
  },
};
