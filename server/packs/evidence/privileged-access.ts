import { sql } from "#server/adapters/db/sql.ts";
import { actorFromPrincipal } from "#server/identity/actor-from-principal.ts";
import type { PrincipalRow } from "#server/identity/principal-row.ts";
import type { Evidence } from "#server/packs/evidence/evidence.ts";

const facts = { channel: "web", scopes: [], authTime: null, acr: null, act: null } as const;

/** Everybody with a role over all teams or a lead's part, for the review of privileged access. */
export const privilegedAccess: Evidence = {
  id: "privileged-access",
  title: "Privileged access",
  shows:
    "People with a role over all teams, or who lead one, by the groups that the identity provider stated last; of at most 5,000 accounts.",
  ofRecord: false,
  read: async (source) => {
    const principals = await source.db.query<PrincipalRow & { lastSignInAt: Date | null }>(sql`
      SELECT id, kind, issuer, subject, email, name, groups, last_sign_in_at AS "lastSignInAt" FROM principals
      WHERE kind = 'user' AND disabled_at IS NULL ORDER BY name, id LIMIT 5000`);
    const people = principals
      .map((row) => ({ row, actor: actorFromPrincipal(source, row, facts) }))
      .map(({ row, actor }) => ({
        row,
        roles: [
          ...actor.platformRoles,
          ...actor.memberships.filter(({ lead }) => lead).map(({ team }) => `lead of ${team}`),
        ],
      }))
      .filter(({ roles }) => roles.length > 0);
    return {
      finding: `${people.length} of ${principals.length} people have a role over all teams or lead one.`,
      violations: null,
      columns: ["Person", "Address", "Roles", "Last sign-in"],
      rows: people.map(({ row, roles }) => [
        row.name,
        row.email ?? "",
        roles.join(", "),
        row.lastSignInAt?.toISOString() ?? "never",
      ]),
    };
  },
};
