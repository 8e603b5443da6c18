import type { Actor } from "#domain/access/actor.ts";
import type { KnownPersonView, PersonListQuery } from "#domain/contracts/person.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import { likeLiteral } from "#server/adapters/db/like-literal.ts";
import type { ServerContext } from "#server/context.ts";
import { personSelect, presentPeople } from "#server/people/present-people.ts";
import { assertMaySeePeople } from "#server/people/show-person.ts";
import { afterCursor, encodeCursor } from "#server/requests/page-cursor.ts";

/** One page of people, and where the next begins. */
export interface PeoplePage {
  readonly items: readonly KnownPersonView[];
  readonly nextCursor: string | null;
}

const pageRows = 25;

/** Lists who is known here, who became known last first. @throws forbidden */
export async function listPeople(ctx: ServerContext, actor: Actor, query: PersonListQuery): Promise<PeoplePage> {
  assertMaySeePeople(actor);
  const limit = query.limit ?? pageRows;
  const records = await ctx.db.prisma.principal.findMany({
    where: { AND: [{ kind: "user" }, filtered(query), afterCursor(query.cursor, "people")] },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit + 1,
    select: personSelect,
  });
  const page = records.slice(0, limit);
  const last = page.at(-1);
  return {
    items: await presentPeople(ctx, actor, page),
    nextCursor: records.length > limit && last ? encodeCursor(last, "people") : null,
  };
}

function filtered({ q, state }: PersonListQuery): Prisma.PrincipalWhereInput {
  const sought = q === undefined || q === "" ? null : ({ contains: likeLiteral(q), mode: "insensitive" } as const);
  return {
    ...(state && { disabledAt: state === "active" ? null : { not: null } }),
    ...(sought && { OR: [{ name: sought }, { email: sought }] }),
  };
}
