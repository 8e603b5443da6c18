import pg from "pg";
import { expect, test } from "vitest";
import { stampPeerAddress } from "#server/http/peer-address.ts";
import { openFederation } from "#tests/federation/open-federation.ts";
import { githubToken } from "#tests/federation/workload-tokens.ts";

test("an address that tries too much is told to wait, in one event a minute, and costs nobody who is signed in", async () => {
  await using federation = await openFederation({ env: { RATE_LIMIT_ADDRESS_PER_MINUTE: "20" } });
  await federation.addRule();
  const access = await federation.accessToken(await githubToken(federation.github));
  stampPeerAddress();
  const origin = await federation.api.listen();
  const exchange = (token: string) =>
    fetch(`${origin}/api/v1/oauth/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
        subject_token: token,
        subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
      }),
    });
  const statuses: number[] = [];
  for (let call = 0; call < 30; call++) statuses.push((await exchange(`guess-${call}`)).status);
  expect(statuses.filter((status) => status === 401)).toHaveLength(20);
  expect(statuses.slice(20)).toEqual(Array.from({ length: 10 }, () => 429));
  const refused = await exchange(await githubToken(federation.github));
  expect(await refused.json()).toMatchObject({ code: "rate_limited", error: "slow_down" });
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  const own = await fetch(`${origin}/api/v1/requests`, { headers: { authorization: `Bearer ${access}` } });
  expect(own.status).toBe(200);

  const client = new pg.Client({ connectionString: federation.api.ledger.url });
  await client.connect();
  const { rows } = await client.query<{ text: string }>(
    "SELECT text FROM audit_events WHERE text::jsonb->>'action' = 'workload.refused'",
  );
  await client.end();
  // A minute may end between two of them.
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.length).toBeLessThanOrEqual(3);
  for (const { text } of rows) expect(JSON.parse(text)).toMatchObject({ details: { address: "127.0.0.1" } });
});
