import { callRoute } from "#cli/call-route.ts";
import type { Command, CommandOption } from "#cli/command.ts";
import { listFilters, listOptions, listPages } from "#cli/list-pages.ts";
import type { TableColumn } from "#cli/table.ts";
import type { AnswerOf, RouteContract } from "#domain/contracts/routes/route-contract.ts";

type RowOf<C extends RouteContract> = AnswerOf<C> extends { readonly items: readonly (infer Row)[] } ? Row : never;

/** A list of the API, as a table. */
interface List<C extends RouteContract> {
  readonly name: string;
  readonly about: string;
  readonly notes: readonly string[];
  readonly route: C;
  /** Name of the id on the command line, of a list that belongs to something. */
  readonly positional?: string;
  readonly columns: readonly TableColumn<RowOf<C>>[];
  /** Said where there is no row. */
  readonly empty: string;
  /** Options that are filters of the same name. */
  readonly filters?: readonly CommandOption[];
}

/** Makes a command of a list; its filters are checked by the schema that the API checks them with. */
export function listCommand<C extends RouteContract>(list: List<C>): Command {
  const { name, about, notes, positional, filters = [], columns, empty } = list;
  return {
    name,
    about,
    notes,
    positionals: positional === undefined ? [] : [positional],
    options: [...filters, ...listOptions],
    async run(given, terminal) {
      const route: RouteContract = list.route;
      const params = positional === undefined ? undefined : { id: given.positionals[0] ?? "" };
      const schema = route.query;
      const names = filters.map((filter) => filter.name as never);
      const chosen = schema === null ? {} : listFilters<object>(given, schema as never, names);
      await listPages<RowOf<C>>(given, terminal, {
        command: params === undefined ? name : `${name} ${params.id}`,
        columns,
        empty,
        read: async (page) => {
          const answer = await callRoute(route, { params, query: { ...chosen, ...page } }, terminal);
          return answer as { readonly items: readonly RowOf<C>[]; readonly nextCursor: string | null };
        },
      });
      return 0;
    },
  };
}
