import type { Actor } from "#domain/access/actor.ts";
import type { SubmitBody } from "#domain/contracts/request.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { invalidInput } from "#server/http/parse-input.ts";
import { attributesOf, teamsOf } from "#server/identity/actor-from-principal.ts";
import { oidcIssuer } from "#server/identity/oidc-issuer.ts";
import { believedEmail } from "#server/identity/principal-claims.ts";
import type { PrincipalRow } from "#server/identity/principal-row.ts";

/** The person a service account asks for, with the teams they belong to now. */
export interface Recipient {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly teams: readonly string[];
  readonly attributes: Actor["attributes"];
}

const path = "/onBehalfOf";

/**
 * Finds the person that a service account asks for: a member of its team, by the address that today's issuer states.
 * Null for a person, who asks for themselves.
 *
 * An address that nobody has, that two people have, that belongs to somebody who never signed in, and that belongs to
 * another team, get the same answer.
 * @throws invalid_input when a service account names nobody; unknown_reference with `details.path`
 */
export async function findRecipient(
  ctx: ServerContext,
  actor: Actor,
  body: Pick<SubmitBody, "team" | "onBehalfOf">,
): Promise<Recipient | null> {
  if (actor.kind !== "service_account") {
    if (body.onBehalfOf === undefined) return null;
    const sentence = "Only a service account may ask on behalf of somebody. Leave onBehalfOf out.";
    throw new AppError("unknown_reference", sentence, { details: { path } });
  }
  if (body.onBehalfOf === undefined) {
    const message = "Name the person who receives it by e-mail address: a service account never does.";
    throw invalidInput([{ in: "body", path, message }]);
  }
  const people = await findPeople(ctx, believedEmail({ email: body.onBehalfOf.trim() }));
  const members = people.filter(({ teams }) => sharedTeams(actor, body.team).some((team) => teams.includes(team)));
  const [recipient] = members;
  if (recipient !== undefined && members.length === 1) return recipient;
  const sentence =
    "onBehalfOf is not the e-mail address of a member of the service account's team who has signed in here.";
  throw new AppError("unknown_reference", sentence, { details: { path } });
}

/** The team that it asks for where the account is of it, else any of its teams: the guardrails refuse that with a remedy. */
function sharedTeams(actor: Actor, team: string): readonly string[] {
  const own = actor.memberships.map((membership) => membership.team);
  return own.includes(team) ? [team] : own;
}

/** Everybody of that address for whom the issuer has ever vouched: `claims_at` of a demo person is the epoch until then. */
async function findPeople(ctx: ServerContext, email: string | null): Promise<Recipient[]> {
  if (email === null) return [];
  const rows = await ctx.db.query<PrincipalRow>(sql`
    SELECT id, kind, issuer, subject, email, name, groups FROM principals
    WHERE email = ${email} AND kind = 'user' AND issuer = ${oidcIssuer(ctx.settings)}
      AND disabled_at IS NULL AND claims_at > 'epoch' LIMIT 10`);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    email: row.email,
    teams: teamsOf(ctx, row),
    attributes: attributesOf(ctx, row),
  }));
}
