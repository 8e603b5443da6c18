import { sessionIdleMinutes } from "#domain/access/session-idle-minutes.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { actorFromPrincipal } from "#server/identity/actor-from-principal.ts";
import type { PrincipalRow } from "#server/identity/principal-row.ts";
import type { Evidence } from "#server/packs/evidence/evidence.ts";

const facts = { channel: "web", scopes: [], authTime: null, acr: null, act: null } as const;

/** How sessions ended, and after how much time without use they do for whoever has one. */
export const sessionEnds: Evidence = {
  id: "session-ends",
  title: "Ends of sessions",
  shows:
    "Sessions of the last 90 days by how they ended, and for each person with a living one the minutes without use after which it ends. One that is older than that ends with its next use.",
  ofRecord: false,
  read: async (source) => {
    const [counts] = await source.db.query<{ idle: number; ended: number; expired: number; living: number }>(sql`
      SELECT count(*) FILTER (WHERE idle_minutes IS NOT NULL)::int AS idle,
        count(*) FILTER (WHERE revoked_at IS NOT NULL AND idle_minutes IS NULL)::int AS ended,
        count(*) FILTER (WHERE revoked_at IS NULL AND expires_at <= now())::int AS expired,
        count(*) FILTER (WHERE revoked_at IS NULL AND expires_at > now())::int AS living
      FROM sessions WHERE created_at > now() - interval '90 days'`);
    const living = await source.db.query<PrincipalRow & { idle: number }>(sql`
      SELECT p.id, p.kind, p.issuer, p.subject, p.email, p.name, p.groups,
        (extract(epoch FROM now() - max(s.last_used_at)) / 60)::int AS idle
      FROM sessions s JOIN principals p ON p.id = s.principal_id
      WHERE s.revoked_at IS NULL AND s.expires_at > now() GROUP BY p.id ORDER BY max(s.last_used_at) DESC LIMIT 200`);
    const { idle = 0, ended = 0, expired = 0, living: open = 0 } = counts ?? {};
    return {
      finding: `${idle} sessions ended after a time without use, ${ended} by sign-out or a new sign-in, ${expired} after twelve hours; ${open} live.`,
      violations: null,
      columns: ["Person", "Minutes since the last use", "Ends after minutes without use"],
      rows: living.map((row) => {
        const limit = sessionIdleMinutes(source.catalog, actorFromPrincipal(source, row, facts));
        return [row.name, String(row.idle), limit === null ? "no limit below twelve hours" : String(limit)];
      }),
    };
  },
};
