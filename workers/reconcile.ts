import { atOneSet } from "#server/catalog/at-one-set.ts";
import { claimLooks } from "#server/reconcile/claim-looks.ts";
import { lookAtResource } from "#server/reconcile/look-at-resource.ts";
import { claimSurveys, surveyBackend } from "#server/reconcile/survey-backends.ts";
import { tellIdle } from "#server/reconcile/tell-idle.ts";
import { tendOrphans } from "#server/reconcile/tend-orphans.ts";
import type { RunServices } from "#server/runs/run-services.ts";
import type { Loop } from "#workers/on-shutdown.ts";

const looksMs = 1000;
const surveysMs = 5000;
const orphansMs = 5000;
const idleMs = 60_000;

/**
 * Looks at resources and back ends as they are due, a few at a time at each back end, so that one that does not answer
 * delays its own alone; and tends what nobody owns.
 */
export function startReconcile(services: RunServices, signal: AbortSignal): Loop {
  const running = new Set<Promise<void>>();
  const looks: Record<string, number> = {};
  const track = (work: Promise<void>) => {
    const tracked = work
      .catch((error: unknown) => services.ctx.log.warn({ err: error }, "a look failed"))
      .finally(() => running.delete(tracked));
    running.add(tracked);
    return tracked;
  };
  const atSet = () => ({ ...services, ctx: atOneSet(services.ctx) });
  const every = (quietMs: number, turn: (at: RunServices) => Promise<unknown>) => {
    const loop = async () => {
      if (signal.aborted) return;
      await track(turn(atSet()).then(() => undefined));
      if (!signal.aborted) setTimeout(() => void loop(), quietMs);
    };
    void loop();
  };
  every(looksMs, async (at) => {
    for (const { resourceId, backend } of await claimLooks(at.ctx.db, looks)) {
      looks[backend] = (looks[backend] ?? 0) + 1;
      void track(lookAtResource(at, resourceId).finally(() => void (looks[backend] = (looks[backend] ?? 1) - 1)));
    }
  });
  every(surveysMs, async (at) => {
    for (const backend of await claimSurveys(at)) void track(surveyBackend(at, backend));
  });
  every(orphansMs, tendOrphans);
  every(idleMs, ({ ctx }) => tellIdle(ctx));
  return { idle: () => Promise.all(running) };
}
