import { CliError } from "#cli/cli-error.ts";
import type { CommandOption, Given, Terminal } from "#cli/command.ts";
import { optionalInteger, optionalText } from "#cli/options.ts";
import { spellJson } from "#cli/spell-json.ts";
import { spellTable, type TableColumn } from "#cli/table.ts";

const pageRowsMax = 100;
const allRowsMax = 1000;

/** Options of every list, after its own filters. */
export const listOptions: readonly CommandOption[] = [
  { name: "limit", value: "N", about: "Rows of a page, 1 to 100." },
  { name: "cursor", value: "CURSOR", about: "Go on where a page ended." },
  { name: "all", about: "Every page, up to 1000 rows." },
  { name: "json", about: "Print {items, nextCursor} as JSON." },
];

interface Page<Row> {
  readonly items: readonly Row[];
  readonly nextCursor: string | null;
}

/** Which page is asked for. */
export interface PageQuery {
  readonly limit?: number;
  readonly cursor?: string;
}

/** How one kind of list is read and shown. */
interface List<Row> {
  /** The command, to tell how to go on. */
  readonly command: string;
  readonly columns: readonly TableColumn<Row>[];
  /** Said where there is no row. */
  readonly empty: string;
  read(page: PageQuery): Promise<Page<Row>>;
}

/** Prints one page, or with `--all` every page within bounds; says on stderr how to go on where there is more. */
export async function listPages<Row>(given: Given, terminal: Terminal, list: List<Row>): Promise<void> {
  const { items, nextCursor } = await readPages(given, list);
  if (given.values.json === true) return terminal.out(spellJson({ items, nextCursor }));
  if (items.length === 0 && nextCursor === null) terminal.err(`${list.empty}\n`);
  if (items.length > 0) terminal.out(spellTable(list.columns, items, terminal.columns));
  if (nextCursor !== null) terminal.err(`There is more: latchkey ${list.command} --cursor ${nextCursor}\n`);
}

/** The filters of a list as given, each checked by the schema that the API checks it with. */
export function listFilters<Query>(
  given: Given,
  schema: { safeParse(value: unknown): ParseResult<Query> },
  names: readonly (keyof Query & string)[],
): Query {
  const parsed = schema.safeParse(Object.fromEntries(names.map((name) => [name, optionalText(given, name)])));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CliError(`--${String(issue?.path[0] ?? "filter")}: ${issue?.message ?? "not valid"}`);
}

type ParseResult<Query> =
  | { readonly success: true; readonly data: Query }
  | {
      readonly success: false;
      readonly error: {
        readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
      };
    };

async function readPages<Row>(given: Given, list: List<Row>): Promise<Page<Row>> {
  const all = given.values.all === true;
  const limit = optionalInteger(given, "limit", { min: 1, max: pageRowsMax }) ?? (all ? pageRowsMax : undefined);
  let page = await list.read({ limit, cursor: optionalText(given, "cursor") });
  const items = [...page.items];
  while (all && page.nextCursor !== null && items.length < allRowsMax) {
    page = await list.read({ limit, cursor: page.nextCursor });
    items.push(...page.items);
  }
  return { items, nextCursor: page.nextCursor };
}
