import { performance } from "node:perf_hooks";
import { startPastLedger, type PastLedger } from "#bench/past-ledger.ts";
import type { Actor } from "#domain/access/actor.ts";
import type { RequestListQuery } from "#domain/contracts/request.ts";
import { listRequests } from "#server/requests/list-requests.ts";

/** The ledgers that a list is asked of: two of the same size tell what of a difference is noise. */
export const listLedgers = ["small", "twin", "large"] as const;

/** Milliseconds of each call, by ledger. */
export type ListFigures = Readonly<Record<(typeof listLedgers)[number], readonly number[]>>;

export const smallCount = 1000;
const calls = 500;
const warmUpCalls = 60;
/** So many pages behind the first, in either size. */
const pagesSkipped = 20;

interface AskedList {
  readonly title: string;
  readonly actor: (ledger: PastLedger) => Actor;
  readonly query: RequestListQuery;
  readonly pagesSkipped: number;
}

const asked: readonly AskedList[] = [
  { title: "mine", actor: ({ dana }) => dana, query: { scope: "mine" }, pagesSkipped: 0 },
  { title: "my team's", actor: ({ dana }) => dana, query: { scope: "team" }, pagesSkipped: 0 },
  { title: "all that a developer sees", actor: ({ dana }) => dana, query: { scope: "all" }, pagesSkipped: 0 },
  { title: "all that somebody new sees: nothing", actor: somebodyNew, query: { scope: "all" }, pagesSkipped: 0 },
  { title: "all that the platform team sees", actor: ({ priya }) => priya, query: { scope: "all" }, pagesSkipped: 0 },
  { title: "the same, page 21", actor: ({ priya }) => priya, query: { scope: "all" }, pagesSkipped },
];

/** Measures lists over `count` requests, and over 1,000 in two ledgers. */
export async function measureLists(count: number): Promise<ReadonlyMap<string, ListFigures>> {
  await using small = await startPastLedger(smallCount);
  await using twin = await startPastLedger(smallCount);
  await using large = await startPastLedger(count);
  const figures = new Map<string, ListFigures>();
  for (const list of asked) figures.set(list.title, await measureList(list, { small, twin, large }));
  return figures;
}

/** Call by call in turns, whose first is each ledger's as often: whatever else the machine does meets all alike. */
async function measureList(list: AskedList, ledgers: Readonly<Record<keyof ListFigures, PastLedger>>) {
  const found = { small: [] as number[], twin: [] as number[], large: [] as number[] };
  const queries = { small: list.query, twin: list.query, large: list.query };
  for (const name of listLedgers) queries[name] = await queryOfPage(list, ledgers[name]);
  for (let call = -warmUpCalls; call < calls; call++) {
    for (let turn = 0; turn < listLedgers.length; turn++) {
      const name = listLedgers[(call + warmUpCalls + turn) % listLedgers.length] ?? "small";
      const startedAt = performance.now();
      await listRequests(ledgers[name].ctx, list.actor(ledgers[name]), queries[name]);
      if (call >= 0) found[name].push(performance.now() - startedAt);
    }
  }
  return found;
}

async function queryOfPage(list: AskedList, ledger: PastLedger): Promise<RequestListQuery> {
  let query = list.query;
  for (let page = 0; page < list.pagesSkipped; page++) {
    const { nextCursor } = await listRequests(ledger.ctx, list.actor(ledger), query);
    if (nextCursor === null) throw new Error(`${list.title} has no ${list.pagesSkipped} pages.`);
    query = { ...list.query, cursor: nextCursor };
  }
  return query;
}

/** Nobody asked anything for them yet, and their team has nothing either. */
function somebodyNew({ dana }: PastLedger): Actor {
  return { ...dana, principalId: "prn_somebody_new", memberships: [{ team: "newcomers", lead: false }] };
}
