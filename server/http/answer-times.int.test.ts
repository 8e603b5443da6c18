import { randomUUID } from "node:crypto";
import pg from "pg";
import { expect, test, vi } from "vitest";
import { createClaimKey } from "#domain/credentials/create-claim-key.ts";
import { newGrantId, newId } from "#server/ids/new-id.ts";
import { startApi, type TestApi } from "#tests/api/start-api.ts";
import { fullCount } from "#tests/harness/full-count.ts";
import { answerPairs, comparePair, sendAsk, type Ask, type ForeignThings } from "#tests/machine/answer-pairs.ts";
import { sayMachine } from "#tests/machine/say-machine.ts";

const samples = fullCount(2000, 60);

test(
  "N21: what nobody has and what somebody else has get one answer, the same to the byte, for as many statements",
  { timeout: 1_200_000 },
  async () => {
    const api = await startApi();
    const origin = await api.listen();
    const pairs = answerPairs(await putThings(api));
    const figures: string[] = [];
    for (const pair of pairs) {
      await comparePair(origin, pair, 5);
      expect([pair.name, await statementsOf(origin, pair.known())]).toEqual([
        pair.name,
        await statementsOf(origin, pair.unknown()),
      ]);
      const { differenceMs, unlike } = await comparePair(origin, pair, samples);
      expect([pair.name, unlike]).toEqual([pair.name, 0]);
      figures.push(`${pair.name} ${differenceMs.toFixed(2)}`);
    }
    sayMachine(
      "N21",
      `${samples} samples of each of ${pairs.length} pairs, all answers alike, with as many statements; differences of medians in ms: ${figures.join(", ")}`,
    );
  },
);

/** How many statements a call runs at least, which no other load of the machine changes. */
async function statementsOf(origin: string, ask: Ask): Promise<number> {
  const counts: number[] = [];
  for (let sample = 0; sample < 5; sample += 1) {
    const query = vi.spyOn(pg.Client.prototype, "query");
    await sendAsk(origin, ask);
    counts.push(query.mock.calls.length);
    query.mockRestore();
  }
  expect(Math.min(...counts)).toBeGreaterThan(0);
  return Math.min(...counts);
}

/** What dana and lee of payments have, and noor of search has not. */
async function putThings(api: TestApi): Promise<ForeignThings> {
  const create = async (as: string, path: string, body: object) => {
    const answer = await api.call(`POST /api/v1${path}`, { as, body });
    return (await answer.json()) as { id: string; token: string; leaseId: string };
  };
  const stranger = await api.token("noor");
  await api.call("GET /api/v1/templates", { as: "noor" });
  const name = `n${randomUUID().slice(0, 8)}`;
  const place = { team: "payments", environment: "dev", classification: "internal" };
  const filed = await create("dana", "/requests", { template: "postgres-small", name, ...place, purpose: "A test." });
  const account = await create("lee", "/service-accounts", { team: "payments", name });
  const newToken = () =>
    create("lee", "/tokens", {
      serviceAccount: account.id,
      scopes: ["requests:read", "requests:write"],
      expiresInDays: 1,
    });
  const [bot, revoked] = [await newToken(), await newToken()];
  await create("lee", `/tokens/${revoked.id}/revoke`, {});
  const [resource, grant] = [newId("res"), newGrantId()];
  const ledger = new pg.Client({ connectionString: api.ledger.url });
  await ledger.connect();
  await ledger.query(
    `INSERT INTO resources(id, request_id, type, team, environment, classification, name, state, backend, parameters,
       lifetime_hours, claim_window_hours)
     SELECT $1, id, resource_type, team, environment, classification, name, 'active', 'embedded-postgres', '{}', 48, 72
     FROM requests WHERE id = $2`,
    [resource, filed.id],
  );
  await ledger.query(
    `INSERT INTO grants(id, resource_id, generation, recipient_id, recipient_issuer, recipient_subject, classification,
       environment, expires_at)
     SELECT $1, $2, 1, id, issuer, subject, 'internal', 'dev', now() + interval '1 day' FROM principals WHERE subject = 'dana'`,
    [grant, resource],
  );
  await ledger.end();
  const { publicKey } = await createClaimKey();
  const { leaseId } = await create("dana", `/resources/${resource}/leases`, { publicKey, ttlSeconds: 600 });
  return {
    stranger,
    bot: bot.token,
    revokedToken: revoked.token,
    otherEmail: "noor@latchkey.test",
    request: filed.id,
    resource,
    grant,
    lease: leaseId,
    serviceAccount: account.id,
    token: bot.id,
  };
}
