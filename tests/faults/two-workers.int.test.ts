import { expect, test } from "vitest";
import { sql } from "#server/adapters/db/sql.ts";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { executeRun } from "#server/runs/execute-run.ts";
import type { RunServices } from "#server/runs/run-services.ts";
import { startProvisionRun } from "#server/runs/start-provision-run.ts";
import { driveRun } from "#tests/faults/drive-run.ts";
import { inBatches } from "#tests/faults/in-batches.ts";
import { expectServedOnce, openRoomyServer, submitOne } from "#tests/faults/many-requests.ts";
import { underOrder } from "#tests/faults/order-fault.ts";
import { sayFault } from "#tests/faults/say-fault.ts";
import { fullCount } from "#tests/harness/full-count.ts";
import { seeCredentials } from "#tests/harness/seen-credentials.ts";

const steps = ["create-roles", "create-database", "deliver"];
/** Each run has a second worker forced into each of its steps. */
const runs = fullCount(334, 7);

test(
  "F9: of two workers that are in one step at once the older one's word counts for nothing, and its effect is not a second one",
  { timeout: 60_000 + runs * 5_000 },
  async () => {
    const server = await openRoomyServer();
    const { ctx } = server.worker;
    let injected = 0;
    let rejected = 0;
    const log = Object.create(ctx.log, {
      warn: { value: (_: unknown, message: string) => void (rejected += message.startsWith("step lost") ? 1 : 0) },
    }) as typeof ctx.log;
    const seen = seeCredentials({ ...server.worker, ctx: { ...ctx, log } });
    await inBatches(runs, 4, async (index) => {
      const { id } = await submitOne(server, index);
      const runId = (await startProvisionRun(server.worker, id)) ?? "";
      const doubled = await forceTwo(seen.worker, runId);
      injected += doubled;
      await driveRun(seen.worker, runId);
      const [run] = await ctx.db.query<{ resourceId: string }>(
        sql`SELECT resource_id AS "resourceId" FROM runs WHERE id = ${runId} AND state = 'succeeded'`,
      );
      // What the winner delivered is what lets in: the late one has set nothing since.
      expect(await seen.answer(1, run?.resourceId)).toBe("in");
    });
    await expectServedOnce(server, runs);
    expect((await verifyAudit(ctx.db)).findings).toEqual([]);
    expect(injected).toBe(runs * steps.length);
    expect(rejected).toBe(injected);
    sayFault("F9", `${injected} steps with two workers: ${rejected} stale writes rejected, ${runs} databases, 0 twice`);
  },
);

/**
 * Drives a run so that in each of its steps a second worker comes beside the first: the lease of who claimed it is ended
 * as if they had been away, the other claims it too, and both go on at once. Gives in how many steps there were two.
 */
async function forceTwo(services: RunServices, runId: string): Promise<number> {
  const doubled = new Map<string, PromiseWithResolvers<void>>();
  const seconds: Promise<unknown>[] = [];
  const order = async (point: string) => {
    const step = steps.find((name) => point === `run.apply.${name}.claimed`);
    if (step === undefined) return;
    const first = doubled.get(step);
    if (first !== undefined) return first.resolve();
    const entered = Promise.withResolvers<void>();
    doubled.set(step, entered);
    await services.ctx.db.query(sql`
      UPDATE steps SET lease_until = clock_timestamp() - interval '1 s' WHERE run_id = ${runId} AND state = 'running'`);
    seconds.push(underOrder(order, () => executeRun(services, runId)));
    await entered.promise;
  };
  await underOrder(order, () => executeRun(services, runId));
  for (const second of seconds) await second;
  return doubled.size;
}
