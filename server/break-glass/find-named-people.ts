import { canConfirmGlass } from "#domain/break-glass/can-break-glass.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ReadGlassCase } from "#server/break-glass/read-glass-case.ts";
import type { ServerContext } from "#server/context.ts";
import { attributesOf } from "#server/identity/actor-from-principal.ts";

interface Sought {
  readonly glass: ReadGlassCase;
  readonly first: { readonly principalId: string; readonly email: string | null };
}

/** Gives the ids of those who may be the second person of a use, as far as the ledger knows them. */
export async function findNamedPeople(
  on: Queryable,
  ctx: Pick<ServerContext, "catalog" | "settings">,
  { glass, first }: Sought,
): Promise<readonly string[]> {
  const { catalog } = ctx;
  const people = await on.query<{ principalId: string; email: string; groups: string[] }>(sql`
    SELECT id AS "principalId", email, groups FROM principals
    WHERE lower(email) = ANY(${[...catalog.breakGlass.people]}) AND kind = 'user' AND disabled_at IS NULL ORDER BY id`);
  return people
    .map((person) => ({ ...person, kind: "user", channel: "system", attributes: attributesOf(ctx, person) }) as const)
    .filter((person) => canConfirmGlass(person, { ...glass, catalog, first }).allowed)
    .map(({ principalId }) => principalId);
}
