import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { fullCount } from "#tests/harness/full-count.ts";
import { openRevealFixture, type RevealFixture } from "#tests/reveal/reveal-fixture.ts";
import { startRevealProcess } from "#tests/reveal/reveal-process.ts";
import { postClaim } from "#tests/reveal/post-claim.ts";
import { sayFigure } from "#tests/reveal/say-figure.ts";

const rounds = fullCount(100, 5);
const claims = 1000;
const processes = 3;
/** A thousand people share no connection, and none of a round before may end as it is used again. */
const ownConnection = { connection: "close" };

let fixture: RevealFixture;
beforeAll(async () => {
  fixture = await openRevealFixture({ LEASE_SECONDS: "30" });
});
afterAll(() => fixture[Symbol.asyncDispose]());

test(`R1: ${claims} claims of one grant at once over ${processes} reveal processes: one winner in each of ${rounds} rounds`, async () => {
  const replicas = await Promise.all(Array.from({ length: processes }, () => startRevealProcess(fixture)));
  onTestFinished(() => replicas.forEach(({ child }) => void child.kill("SIGTERM")));
  const urls = replicas.map(({ url }) => url);
  const milliseconds: number[] = [];
  const statuses = new Map<string, number>();
  for (let round = 0; round < rounds; round++) {
    const grant = await fixture.putGrant();
    // An ID token is believed for ten minutes: those of the first round would be too old for the last.
    const tokens = [await fixture.idToken("dana"), await fixture.accessToken("dana")];
    const outcomes = await Promise.all(
      Array.from({ length: claims }, async (_, index) => {
        const startedAt = performance.now();
        const token = tokens[(index >> 2) % 2] ?? "";
        const outcome = await postClaim(urls[index % processes] ?? "", grant.id, { token, headers: ownConnection });
        milliseconds.push(performance.now() - startedAt);
        return outcome;
      }),
    );
    for (const { status, body } of outcomes) {
      const answer = status === 200 ? "200 won" : `${status} ${String(body.code)}`;
      statuses.set(answer, (statuses.get(answer) ?? 0) + 1);
    }
    const won = outcomes.filter(({ status }) => status === 200);
    expect(won.map(({ credential }) => credential?.fields.password)).toEqual([grant.password]);
    expect(await fixture.stateOf(grant.id)).toBe("revealed");
    const { rowCount } = await fixture.admin.query(
      "SELECT FROM audit_events WHERE stream = $1 AND text LIKE '%grant.revealed%'",
      [`resource:${grant.resourceId}`],
    );
    expect(rowCount).toBe(1);
  }
  expect([...statuses.keys()].sort()).toEqual(["200 won", "409 claiming", "410 gone"]);
  milliseconds.sort((a, b) => a - b);
  const p99 = milliseconds[Math.floor(milliseconds.length * 0.99)] ?? 0;
  const told = [...statuses].map(([answer, count]) => `${answer}: ${count}`).join(", ");
  const winners = statuses.get("200 won");
  sayFigure(
    "R1",
    `${winners} winners in ${rounds} rounds of ${claims} claims over ${processes} processes (${told}), p99 ${Math.round(p99)} ms`,
  );
}, 1_200_000);

test("50 people who claim their own grants at once are each answered", async () => {
  const grants = await Promise.all(Array.from({ length: 50 }, () => fixture.putGrant()));
  const token = await fixture.idToken("dana");
  const milliseconds: number[] = [];
  const outcomes = await Promise.all(
    grants.map(async ({ id }) => {
      const startedAt = performance.now();
      const outcome = await postClaim(fixture.url, id, { token });
      milliseconds.push(performance.now() - startedAt);
      return outcome;
    }),
  );
  expect(outcomes.map(({ credential }) => credential?.fields.password)).toEqual(grants.map(({ password }) => password));
  milliseconds.sort((a, b) => a - b);
  process.stdout.write(`reveal: 50 claims at once, slowest ${Math.round(milliseconds.at(-1) ?? 0)} ms\n`);
});
