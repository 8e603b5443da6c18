import fc from "fast-check";
import pg from "pg";
import { expect, test } from "vitest";
import type { Actor } from "#domain/access/actor.ts";
import type { RequestListQuery } from "#domain/contracts/request.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import type { ServerContext } from "#server/context.ts";
import { listRequests } from "#server/requests/list-requests.ts";
import { requestFilter } from "#server/requests/request-filter.ts";
import { visibleRequests } from "#server/requests/visible-requests.ts";
import { propertyRuns } from "#tests/harness/property-runs.ts";
import { openTestServer, type TestServer } from "#tests/harness/test-server.ts";

type Scope = Exclude<RequestListQuery["scope"], "to_approve">;

const rows = 300;

/**
 * Requests of three teams and four people, some for somebody else, at a few times only: many are equally old. The texts
 * hold what a pattern gives a meaning to.
 */
async function fillRandomly(server: TestServer): Promise<void> {
  const { id } = await server.submit("dana");
  const admin = new pg.Client({ connectionString: server.ledger.url });
  await admin.connect();
  await admin.query(
    `INSERT INTO requests SELECT made.* FROM generate_series(1, $2::int) n JOIN requests q ON q.id = $1
       CROSS JOIN LATERAL jsonb_populate_record(q, jsonb_build_object('id', 'req_' || md5(n::text), 'holding', false,
         'state', (ARRAY['withdrawn', 'denied', 'failed'])[1 + floor(random() * 3)::int],
         'environment', (ARRAY['dev', 'staging'])[1 + floor(random() * 2)::int],
         'name', (ARRAY['orders-', 'cart-a%b', 'x_y-'])[1 + floor(random() * 3)::int] || n,
         'purpose', (ARRAY['For the Orders.', 'A load TEST', '100% of_it'])[1 + floor(random() * 3)::int],
         'team', (ARRAY['payments', 'search', 'platform'])[1 + floor(random() * 3)::int],
         'requester_id', (SELECT p.id FROM principals p WHERE n > 0 ORDER BY random() LIMIT 1),
         'on_behalf_of_id', CASE WHEN random() < 0.3 THEN (SELECT p.id FROM principals p WHERE n > 0 ORDER BY random() LIMIT 1) END,
         'created_at', timestamptz '2026-11-01' + make_interval(hours => floor(random() * 12)::int))) AS made`,
    [id, rows],
  );
  await admin.end();
}

let ctx: ServerContext;
let actors: readonly Actor[];

async function open(): Promise<void> {
  const server = await openTestServer();
  const [dana, noor, priya] = [await server.actor("dana"), await server.actor("noor"), await server.actor("priya")];
  const everywhere = ["payments", "search", "platform", "nobody-s"].map((team) => ({ team, lead: false }));
  ctx = server.web;
  actors = [dana, noor, priya, { ...dana, memberships: everywhere }, { ...noor, memberships: [] }];
  await fillRandomly(server);
}

/** What a list is, without a thought of how it is read. */
async function plainly(actor: Actor, query: RequestListQuery): Promise<string[]> {
  const mine = [{ requesterId: actor.principalId }, { onBehalfOfId: actor.principalId }];
  const scopes: Record<NonNullable<Scope>, Prisma.RequestWhereInput> = {
    mine: { OR: mine },
    team: { team: { in: actor.memberships.map(({ team }) => team) } },
    all: {},
  };
  const found = await ctx.db.prisma.request.findMany({
    where: { AND: [visibleRequests(actor), scopes[(query.scope as Scope) ?? "all"], requestFilter(query)] },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    select: { id: true },
  });
  return found.map(({ id }) => id);
}

async function pageByPage(actor: Actor, query: RequestListQuery): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  for (;;) {
    const page = await listRequests(ctx, actor, { ...query, cursor });
    ids.push(...page.items.map(({ id }) => id));
    if (page.nextCursor === null) return ids;
    expect(page.items).toHaveLength(query.limit ?? 25);
    cursor = page.nextCursor;
  }
}

test("gives exactly the requests that the actor may know of and asked for, in order, whatever the pages", async () => {
  await open();
  const query = fc.record(
    {
      scope: fc.constantFrom<Scope>("mine", "team", "all"),
      state: fc.constantFrom("withdrawn", "denied", "approved"),
      team: fc.constantFrom("payments", "platform", "nobody-s"),
      environment: fc.constantFrom("dev", "production"),
      q: fc.constantFrom("orders", "Orders", "test", "%", "_", "a%b", "x_y", "nothing of it"),
      limit: fc.integer({ min: 7, max: 100 }),
    },
    { requiredKeys: [] },
  );
  const property = fc.asyncProperty(fc.nat(), query, async (who, asked) => {
    const actor = actors[who % actors.length] as Actor;
    expect(await pageByPage(actor, asked as RequestListQuery)).toEqual(await plainly(actor, asked as RequestListQuery));
  });
  await fc.assert(property, { numRuns: Math.min(propertyRuns, 1000) });
}, 120_000);
