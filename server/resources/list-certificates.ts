import type { Actor } from "#domain/access/actor.ts";
import type { ResourceView } from "#domain/contracts/resource.ts";
import { burnDown, type BurnDownWeek } from "#domain/resources/burn-down.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { presentResource } from "#server/resources/present-resource.ts";
import { resourceSelect } from "#server/resources/resource-record.ts";
import { visibleResources } from "#server/resources/visible-resources.ts";

/** What ends by itself, the nearest end first, and week by week how many do. */
export interface CertificateInventory {
  readonly items: readonly ResourceView[];
  readonly weeks: readonly BurnDownWeek[];
  /** Whether there are more than are listed. */
  readonly isCut: boolean;
}

const rowsMax = 500;
/** A quarter: no certificate lasts longer. */
const weeks = 13;

/** Lists the certificates in use that the actor may know of. */
export async function listCertificates(ctx: ServerContext, actor: Actor): Promise<CertificateInventory> {
  const records = await ctx.db.prisma.resource.findMany({
    where: {
      AND: [visibleResources(actor), { state: "active", facts: { path: ["notAfter"], string_starts_with: "2" } }],
    },
    orderBy: [{ expiresAt: "asc" }, { id: "asc" }],
    take: rowsMax + 1,
    select: resourceSelect,
  });
  const [clock] = await ctx.db.query<{ now: Date }>(sql`SELECT clock_timestamp() AS now`);
  const items = records.slice(0, rowsMax).map((record) => presentResource(record, ctx.settings));
  const ends = items.flatMap(({ expiresAt }) => (expiresAt === null ? [] : [new Date(expiresAt)]));
  return { items, weeks: burnDown(ends, clock?.now ?? new Date(), weeks), isCut: records.length > rowsMax };
}
