import { expect, test } from "vitest";
import { openLog } from "#server/adapters/log/log.ts";
import type { QueueJob } from "#server/adapters/queue/queues.ts";
import { openBulkhead, slotsPerBackend } from "#server/runs/bulkhead.ts";

const idOf = ({ payload }: QueueJob) => (payload as { runId: string }).runId;
const quiet = openLog("test", { write: () => undefined });
const turn = () => new Promise((resolve) => setImmediate(resolve));

test("a back end whose runs hang holds its own slots and no others, however many wait", async () => {
  const begun: string[] = [];
  const hang = Promise.withResolvers<void>();
  const bulkhead = openBulkhead(quiet, async (job) => {
    begun.push(idOf(job));
    if (idOf(job).startsWith("dead")) await hang.promise;
  });
  for (let index = 0; index < 100; index++) bulkhead.take("dead", `dead${index}`);
  for (let index = 0; index < 30; index++) bulkhead.take("alive", `alive${index}`);
  while (begun.filter((id) => id.startsWith("alive")).length < 30) await turn();
  expect(begun.filter((id) => id.startsWith("dead"))).toHaveLength(slotsPerBackend);
  hang.resolve();
  await bulkhead.close();
});

test("a run that always throws leaves its slot, and the next goes on", async () => {
  const begun: string[] = [];
  const bulkhead = openBulkhead(
    quiet,
    async (job) => {
      begun.push(idOf(job));
      if (idOf(job) === "poison") throw new Error("always");
    },
    1,
  );
  for (let round = 0; round < 5; round++) {
    bulkhead.take("one", "poison");
    bulkhead.take("one", `good${round}`);
    await turn();
    await turn();
  }
  expect(begun.filter((id) => id !== "poison")).toEqual(["good0", "good1", "good2", "good3", "good4"]);
  await bulkhead.close();
});

test("a run that waits already is taken once, and closing waits for what is under way", async () => {
  const begun: string[] = [];
  const hold = Promise.withResolvers<void>();
  const bulkhead = openBulkhead(
    quiet,
    async (job) => {
      begun.push(idOf(job));
      await hold.promise;
    },
    1,
  );
  bulkhead.take("one", "first");
  for (let index = 0; index < 9; index++) bulkhead.take("one", "second");
  let isClosed = false;
  const closing = bulkhead.close().then(() => {
    isClosed = true;
  });
  await turn();
  expect([begun, isClosed]).toEqual([["first"], false]);
  hold.resolve();
  await closing;
  expect(begun).toEqual(["first"]);
});
