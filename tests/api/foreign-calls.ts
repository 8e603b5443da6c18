import type { JsonSchema } from "#server/http/openapi-schemas.ts";
import type { Operation } from "#tests/api/api-document.ts";
import type { ApiWorld } from "#tests/api/api-world.ts";
import { placesOf, withValue } from "#tests/api/body-places.ts";
import type { GoodCall } from "#tests/api/good-calls.ts";
import type { WorldThings } from "#tests/api/world-things.ts";

/** One thing of every kind of the team search, and how they stand. */
export interface ForeignThings {
  readonly ids: readonly string[];
  /** Cursors that a member of search got, by operation. */
  readonly cursors: ReadonlyMap<string, string>;
  /** The rows of all of them. */
  read(): Promise<readonly unknown[]>;
  /** Names and addresses of theirs that a text holds. */
  namesIn(text: string): readonly string[];
}

const tables = [
  "requests",
  "resources",
  "grants",
  "leases",
  "emergencies",
  "runs",
  "closures",
  "notifications",
  "service_accounts",
  "service_account_tokens",
];

/** Puts them, and pages through every list as their owner. */
export async function putForeign(world: ApiWorld, things: WorldThings): Promise<ForeignThings> {
  const account = await things.account("search");
  const { id: run, closure } = await things.closure("search");
  const ids = [
    await things.request("search"),
    await things.resource("search"),
    await things.grant("search"),
    await things.lease("search", things.ownerId("search")),
    await things.emergency("search"),
    run,
    closure,
    await things.notification("noor"),
    account,
    (await things.token(account, ["requests:read"])).id,
    things.ownerId("search"),
    "noor@latchkey.test",
  ];
  await things.notification("noor");
  await things.account("search");
  const cursors = new Map<string, string>();
  for (const [id, path] of [
    ["listRequests", "requests"],
    ["listResources", "resources"],
    ["listServiceAccounts", "service-accounts"],
    ["listTokens", "tokens"],
    ["listNotifications", "notifications"],
  ] as const) {
    const page = (await (await world.call(`GET /api/v1/${path}?limit=1`, { as: "noor" })).json()) as {
      nextCursor?: string | null;
    };
    if (typeof page.nextCursor === "string") cursors.set(id, page.nextCursor);
  }
  const read = async () => {
    const parts = await Promise.all(
      tables.map((table) =>
        world.rows<{ row: unknown }>(`SELECT to_jsonb(t) AS row FROM ${table} t WHERE id = ANY($1) ORDER BY id`, ids),
      ),
    );
    return parts.flat().map(({ row }) => row);
  };
  // What dana asked for in vain is hers to see.
  const named = await world.rows<{ name: string }>(
    "SELECT name FROM requests WHERE team = 'search' AND requester_id <> $1",
    world.ids.dana,
  );
  const names = new Set(["noor@latchkey.test", "sol@latchkey.test", ...named.map(({ name }) => name)]);
  const words = (text: string) => text.split(/[^\w@.-]+/);
  return { ids, cursors, read, namesIn: (text) => words(text).filter((word) => names.has(word)) };
}

/** Calls with one of the ids in one place: of the query, of the body, and a cursor that another person got. */
export function foreignCalls(
  operation: Operation,
  { ids, cursors }: ForeignThings,
): readonly { readonly what: string; change(call: GoodCall): GoodCall }[] {
  const queries = operation.parameters.filter((parameter) => parameter.in === "query" && isText(parameter.schema));
  const places = operation.body === null ? [] : placesOf(operation.body).filter(({ schema }) => isText(schema));
  const cursor = cursors.get(operation.id);
  return [
    ...queries.flatMap(({ name }) =>
      ids.map((id) => ({ what: id, change: (call: GoodCall) => ({ ...call, query: { ...call.query, [name]: id } }) })),
    ),
    ...queries
      .filter(({ name }) => name === "team")
      .map(() => ({ what: "search", change: (call: GoodCall) => ({ ...call, query: { team: "search" } }) })),
    ...places.flatMap(({ names }) =>
      ids.map((id) => ({
        what: id,
        change: (call: GoodCall) => ({ ...call, body: withValue(call.body ?? {}, names, id) }),
      })),
    ),
    ...(cursor === undefined ? [] : [{ what: cursor, change: (call: GoodCall) => ({ ...call, query: { cursor } }) }]),
  ];
}

function isText({ type, enum: some }: JsonSchema): boolean {
  return type === "string" && some === undefined;
}
