import { canTakePart } from "#domain/break-glass/can-break-glass.ts";
import { personsNeeded } from "#domain/break-glass/persons-needed.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { readGlassCase } from "#server/break-glass/read-glass-case.ts";
import type { ServerContext } from "#server/context.ts";
import { attributesOf } from "#server/identity/actor-from-principal.ts";
import type { ReissueRecipient } from "#server/runs/read-reissue-recipient.ts";

/** Who receives the credential of an emergency, and until when. */
export interface EmergencyRecipient extends ReissueRecipient {
  readonly until: Date;
}

interface Person {
  readonly id: string;
  readonly issuer: string;
  readonly subject: string;
  readonly name: string;
  readonly email: string | null;
  readonly groups: readonly string[];
  readonly isDisabled: boolean;
}

/**
 * Gives who receives the credential of the emergency that a generation of a resource is for, as the worker's own catalog
 * and the ledger stand now: it believes no row that says somebody may.
 *
 * @throws forbidden when the time is over, somebody is not named any more, or a second person is missing
 */
export async function readEmergencyRecipient(
  on: Queryable,
  ctx: Pick<ServerContext, "catalog" | "settings">,
  { resourceId, generation }: { readonly resourceId: string; readonly generation: number },
): Promise<EmergencyRecipient> {
  const [row] = await on.query<{ until: Date; by: Person; second: Person | null }>(sql`
    SELECT e.until, to_jsonb(p) || jsonb_build_object('isDisabled', p.disabled_at IS NOT NULL) AS by,
      to_jsonb(s) || jsonb_build_object('isDisabled', s.disabled_at IS NOT NULL) AS second
    FROM emergencies e JOIN principals p ON p.id = e.principal_id LEFT JOIN principals s ON s.id = e.second_id
    WHERE e.resource_id = ${resourceId} AND e.generation = ${generation} AND e.state = 'active'
      AND e.until > clock_timestamp()`);
  if (row === undefined) throw new AppError("forbidden", "The emergency access has ended already.");
  const glass = await readGlassCase(on, ctx, resourceId);
  const people = row.second === null ? [row.by] : [row.by, row.second];
  if (people.length < personsNeeded(ctx.catalog, glass)) {
    throw new AppError("forbidden", "Two persons have to agree to emergency access here, and one did.");
  }
  for (const person of people) assertStanding(ctx, person, glass);
  const { id, issuer, subject } = row.by;
  return { id, issuer, subject, until: row.until };
}

function assertStanding(
  ctx: Pick<ServerContext, "catalog" | "settings">,
  { id, name, email, groups, isDisabled }: Person,
  { attributes }: Pick<Awaited<ReturnType<typeof readGlassCase>>, "attributes">,
): void {
  if (isDisabled) throw new AppError("forbidden", `${name} cannot sign in any more.`);
  const person = { principalId: id, kind: "user", email, channel: "system", attributes: attributesOf(ctx, { groups }) };
  const permission = canTakePart(person as Parameters<typeof canTakePart>[0], { catalog: ctx.catalog, attributes });
  if (!permission.allowed) throw new AppError("forbidden", `${name} may not have emergency access now.`);
}
