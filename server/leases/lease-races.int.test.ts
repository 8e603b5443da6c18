import { expect, test } from "vitest";
import { sql } from "#server/adapters/db/sql.ts";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { releaseLease } from "#server/leases/release-lease.ts";
import { renewLease } from "#server/leases/renew-lease.ts";
import { answerTo, openLeasedResource } from "#tests/harness/leased-resource.ts";

/** `npm run test:faults` asks for 20. */
const rounds = Number(process.env.FAULT_ROUNDS ?? 20);
const timeout = 20_000 + 4_000 * rounds;

/** Waits until both are over, whoever won. */
const both = (...calls: readonly Promise<unknown>[]) => Promise.allSettled(calls);

test(
  `a renewal against the end of its time, ${rounds} times: it lets in as long as it says, or not at all`,
  { timeout },
  async () => {
    const held = await openLeasedResource();
    let renewals = 0;
    for (let round = 0; round < rounds; round++) {
      const lease = await held.lease(held.dana, { ttlSeconds: 60 });
      const fields = await held.open(lease);
      await held.admin.query(sql`
      UPDATE leases SET expires_at = clock_timestamp() + make_interval(secs => 0.02 * random()) WHERE id = ${lease.id}`);
      await both(renewLease(held.web, held.dana, { id: lease.id, ttlSeconds: 600 }), held.tend());
      const { state } = await held.show(lease);
      if (state === "active") {
        renewals += 1;
        expect(await answerTo(fields)).toBe("in");
        await releaseLease(held.web, held.dana, { id: lease.id });
      }
      await held.tend();
      expect((await held.show(lease)).state).toBe("ended");
      expect(await answerTo(fields)).not.toBe("in");
    }
    expect(await held.loginsOf()).toHaveLength(1);
    process.stdout.write(`${renewals} of ${rounds} renewals were in time; 0 logins were left\n`);
  },
);

test(`giving back against the end of its time, ${rounds} times: it ends once`, { timeout }, async () => {
  const held = await openLeasedResource();
  for (let round = 0; round < rounds; round++) {
    const lease = await held.lease(held.dana);
    const fields = await held.open(lease);
    await both(held.pass(lease), releaseLease(held.web, held.dana, { id: lease.id }), held.tend(), held.tend());
    await held.tend();
    expect((await held.show(lease)).state).toBe("ended");
    expect(await answerTo(fields)).not.toBe("in");
  }
  expect(await held.loginsOf()).toHaveLength(1);
  expect((await verifyAudit(held.worker.ctx.db)).findings).toEqual([]);
});

test(`freezing against asking, ${rounds} times: nobody is let in afterwards`, { timeout }, async () => {
  const held = await openLeasedResource();
  for (let round = 0; round < rounds; round++) {
    const freeze = () => held.admin.query(sql`UPDATE resources SET state = 'frozen' WHERE id = ${held.resourceId}`);
    await both(
      held.ask(held.dana),
      held.ask(held.lee).then(() => held.tend()),
      freeze(),
    );
    await freeze();
    await held.tend();
    expect((await held.loginsOf()).filter(({ canLogin }) => canLogin)).toEqual([]);
    const open = await held.admin.query(sql`
      SELECT FROM leases WHERE resource_id = ${held.resourceId} AND (state IN ('waiting', 'active') OR ended_at IS NULL)
        AND NOT (state = 'ended' AND generation IS NULL)`);
    expect(open).toEqual([]);
    await held.admin.query(sql`UPDATE resources SET state = 'active' WHERE id = ${held.resourceId}`);
  }
});
