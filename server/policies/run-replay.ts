import type { Actor } from "#domain/access/actor.ts";
import { canKeepGuardrails } from "#domain/access/can-keep-guardrails.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { candidateCatalog, type RuleChange } from "#domain/policies/candidate-catalog.ts";
import type { ReplayResult } from "#domain/policies/replay-result.ts";
import type { ServerContext } from "#server/context.ts";
import { replayRequests } from "#server/policies/replay-requests.ts";

/** What a keeper tries on the past. */
export interface ReplayQuery {
  /** 1 to 90. */
  readonly days: number;
  /** Null: the rules as they are, on what was decided by older ones. */
  readonly change: RuleChange | null;
}

const daysMax = 90;
const requestsMax = 100_000;
const keptMs = 10 * 60_000;
const keptMax = 8;

interface Kept {
  readonly at: number;
  readonly result: Promise<ReplayResult>;
}

const shelfKey = Symbol.for("latchkey.replays");

/**
 * Tries rules on past requests, for those who keep the guardrails: at most 90 days and the newest 100,000 requests, one
 * replay at a time in a process. The same question within ten minutes has the same answer, so that its pages fit together.
 *
 * @throws not_found for everybody else, unknown_reference for a rule that no file states, rate_limited while another runs
 */
export function runReplay(ctx: ServerContext, actor: Actor, { days, change }: ReplayQuery): Promise<ReplayResult> {
  if (!canKeepGuardrails(actor)) throw new AppError("not_found", "There is nothing at this address.");
  const today = ctx.catalog;
  const candidate = candidateCatalog(today, change === null ? [] : [change]);
  const plan = { days: Math.min(daysMax, Math.max(1, days)), requestsMax, candidate, today, settings: ctx.settings };
  const shelf = shelfOf();
  const key = JSON.stringify([candidate.digest, plan.days]);
  const known = shelf.kept.get(key);
  if (known !== undefined && Date.now() - known.at < keptMs) return known.result;
  return shelf.run(key, () => replayRequests(ctx.db, plan));
}

interface Shelf {
  readonly kept: Map<string, Kept>;
  run(key: string, work: () => Promise<ReplayResult>): Promise<ReplayResult>;
}

/** Next bundles this module more than once, the process keeps one shelf. */
function shelfOf(): Shelf {
  const holder = globalThis as { [shelfKey]?: Shelf };
  holder[shelfKey] ??= makeShelf();
  return holder[shelfKey];
}

function makeShelf(): Shelf {
  const kept = new Map<string, Kept>();
  let isRunning = false;
  return {
    kept,
    run(key, work) {
      if (isRunning) throw new AppError("rate_limited", "Another replay is running. Try again when it is done.");
      isRunning = true;
      const result = work().finally(() => {
        isRunning = false;
      });
      kept.delete(key);
      kept.set(key, { at: Date.now(), result });
      result.catch(() => kept.delete(key));
      for (const oldest of [...kept.keys()].slice(0, -keptMax)) kept.delete(oldest);
      return result;
    },
  };
}
