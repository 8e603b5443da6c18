import type { Actor } from "#domain/access/actor.ts";
import type { KnownPersonView } from "#domain/contracts/person.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { canSeePeople } from "#domain/people/can-manage-people.ts";
import type { ServerContext } from "#server/context.ts";
import { personSelect, presentPeople } from "#server/people/present-people.ts";

/**
 * Shows one person to administrators, security and auditors.
 *
 * @throws not_found, forbidden
 */
export async function showPerson(ctx: ServerContext, actor: Actor, id: string): Promise<KnownPersonView> {
  assertMaySeePeople(actor);
  const record = await ctx.db.prisma.principal.findFirst({ where: { id, kind: "user" }, select: personSelect });
  const [person] = record === null ? [] : await presentPeople(ctx, actor, [record]);
  if (person === undefined) throw personNotFound();
  return person;
}

/** @throws forbidden */
export function assertMaySeePeople(actor: Actor): void {
  const permission = canSeePeople(actor);
  if (!permission.allowed) throw new AppError("forbidden", permission.reason);
}

/** The one answer for who is not known here. */
export function personNotFound(): AppError {
  return new AppError("not_found", "There is no such person here.");
}
