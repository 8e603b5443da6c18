import { atOneSet } from "#server/catalog/at-one-set.ts";
import { findDueChecks } from "#server/health/find-due-checks.ts";
import { probeBackend } from "#server/health/probe-backend.ts";
import { runCanary } from "#server/health/run-canary.ts";
import type { RunServices } from "#server/runs/run-services.ts";
import type { Loop } from "#workers/on-shutdown.ts";

const intervalMs = 1000;

/** Looks after back ends each second: whether those that did not answer do, and by a synthetic build whether all work. */
export function startHealth(given: RunServices, signal: AbortSignal): Loop {
  const underWay = new Map<string, Promise<unknown>>();
  const begin = (key: string, work: () => Promise<unknown>) => {
    if (underWay.has(key) || signal.aborted) return;
    const done = work()
      .catch((error: unknown) => given.ctx.log.warn({ err: error, check: key }, "a check of a back end failed"))
      .finally(() => underWay.delete(key));
    underWay.set(key, done);
  };
  const look = async () => {
    const services = { ...given, ctx: atOneSet(given.ctx) };
    for (const { name, isProbeDue, isCanaryDue } of await findDueChecks(services.ctx)) {
      if (isProbeDue) begin(`probe ${name}`, () => probeBackend(services, name));
      if (isCanaryDue) begin(`canary ${name}`, () => runCanary(services, name));
    }
  };
  let turn: Promise<unknown> = Promise.resolve();
  const loop = async () => {
    if (signal.aborted) return;
    turn = look().catch((error: unknown) => given.ctx.log.warn({ err: error }, "the look after back ends failed"));
    await turn;
    if (!signal.aborted) setTimeout(() => void loop(), intervalMs);
  };
  void loop();
  return { idle: () => Promise.all([turn, ...underWay.values()]) };
}
