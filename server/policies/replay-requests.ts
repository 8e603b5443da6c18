import { setImmediate } from "node:timers/promises";
import type { Catalog } from "#domain/catalog/catalog.ts";
import { outcomes, type Decision } from "#domain/contracts/decision.ts";
import { evaluate } from "#domain/guardrails/evaluate.ts";
import { flipOf } from "#domain/policies/flip-of.ts";
import { rebuildInput, type RecordedRequest } from "#domain/policies/rebuild-input.ts";
import type { ReplayFlip, ReplayResult } from "#domain/policies/replay-result.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { RoleSources } from "#server/identity/actor-from-principal.ts";
import { readRecorded, type RecordedRow } from "#server/policies/read-recorded.ts";
import { RequesterBook } from "#server/policies/requester-book.ts";

/** What past requests are decided again by. */
export interface ReplayPlan {
  /** How many days back. */
  readonly days: number;
  /** The newest so many are looked at. */
  readonly requestsMax: number;
  /** The rules that are tried; the same object as `today` where nothing is changed. */
  readonly candidate: Catalog;
  /** The rules in force, to tell what they have changed by themselves since. */
  readonly today: Catalog;
  readonly settings: RoleSources["settings"];
}

const flipsMax = 500;
/** For so long at most nothing else of the process gets a turn. */
const sliceMs = 20;

/**
 * Decides the requests of the last days again by other rules, and tells which would come out otherwise than their record
 * says. Reads and changes nothing; memory is bounded by two batches and the flips that are kept.
 *
 * What is rebuilt exactly and what is approximated: see `rebuildInput`.
 */
export async function replayRequests(db: Queryable, plan: ReplayPlan): Promise<ReplayResult> {
  const startedAt = performance.now();
  const [clock] = await db.query<{ until: Date; from: Date }>(sql`
    SELECT now() AS until, now() - make_interval(days => ${plan.days}) AS from`);
  if (clock === undefined) throw new Error("The ledger gave no row.");
  const tally = new Tally();
  const book = new RequesterBook(db);
  const replay = replayer(plan, book);
  let isCut = false;
  let sliceFrom = performance.now();
  for await (const rows of readRecorded(db, { ...clock, rowsMax: plan.requestsMax + 1 })) {
    await book.learn(rows);
    for (const row of rows) {
      if (tally.looked === plan.requestsMax) {
        isCut = true;
        break;
      }
      tally.add(replay(row));
      if (performance.now() - sliceFrom < sliceMs) continue;
      await setImmediate();
      sliceFrom = performance.now();
    }
  }
  const range = { from: clock.from.toISOString(), until: clock.until.toISOString() };
  return { ...range, isCut, ...tally.result(), milliseconds: Math.round(performance.now() - startedAt) };
}

type Replayed = ReplayFlip | "same" | "not_rebuilt";

function replayer({ candidate, today, settings }: ReplayPlan, book: RequesterBook): (row: RecordedRow) => Replayed {
  const tried = { catalog: candidate, settings };
  const inForce = { catalog: today, settings };
  const decide = (row: RecordedRow, recorded: RecordedRequest, sources: typeof tried): Decision | null => {
    const requester = book.of(sources, row);
    return requester && evaluate(rebuildInput(recorded, requester, sources.catalog));
  };
  return (row) => {
    const { id, recorded } = row;
    if (recorded === null || !(isKnown(recorded, candidate) || isKnown(recorded, today))) return "not_rebuilt";
    const decision = decide(row, recorded, tried);
    if (decision === null) return "not_rebuilt";
    const flip = flipOf(recorded, decision);
    if (flip === null) return "same";
    const isToday = candidate === today || decide(row, recorded, inForce)?.outcome === flip.to;
    const { name, team, environment, template, classification } = recorded.draft;
    const createdAt = recorded.createdAt.toISOString();
    return { ...flip, id, name, team, environment, template, classification, createdAt, today: isToday };
  };
}

function isKnown({ draft }: RecordedRequest, { templates, environments, teams }: Catalog): boolean {
  return templates.has(draft.template) && environments.has(draft.environment) && teams.has(draft.team);
}

class Tally {
  looked = 0;
  private notRebuilt = 0;
  private readonly flips: ReplayFlip[] = [];
  private readonly counts = new Map<string, { all: number; today: number }>();
  private readonly rules = new Map<string, number>();

  add(replayed: Replayed): void {
    this.looked += 1;
    if (replayed === "not_rebuilt") this.notRebuilt += 1;
    if (typeof replayed === "string") return;
    if (this.flips.length < flipsMax) this.flips.push(replayed);
    const key = `${replayed.from} ${replayed.to}`;
    const count = this.counts.get(key) ?? { all: 0, today: 0 };
    this.counts.set(key, { all: count.all + 1, today: count.today + (replayed.today ? 1 : 0) });
    for (const rule of replayed.rules) this.rules.set(rule, (this.rules.get(rule) ?? 0) + 1);
  }

  result() {
    const pairs = outcomes.flatMap((from) => outcomes.map((to) => ({ from, to })));
    const counts = pairs.flatMap((pair) => {
      const count = this.counts.get(`${pair.from} ${pair.to}`);
      return count === undefined ? [] : [{ ...pair, ...count }];
    });
    const rules = [...this.rules].map(([rule, flips]) => ({ rule, flips })).toSorted((a, b) => b.flips - a.flips);
    return { looked: this.looked, notRebuilt: this.notRebuilt, counts, rules, flips: this.flips };
  }
}
