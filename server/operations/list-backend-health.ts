import { z } from "zod";
import type { Actor } from "#domain/access/actor.ts";
import type { BackendHealthList, BackendHealthView } from "#domain/contracts/operation.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { canOperate, canSeeOperations } from "#domain/operations/can-operate.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";

const rowSchema = z.object({
  name: z.string(),
  connected: z.boolean(),
  outageSince: z.date().nullable(),
  message: z.string().nullable(),
  probeAt: z.date().nullable(),
  pausedAt: z.date().nullable(),
  pausedBy: z.string().nullable(),
  pauseReason: z.string().nullable(),
  canaryAt: z.date().nullable(),
  canary: z
    .object({
      at: z.coerce.date(),
      ok: z.boolean().nullable(),
      phases: z.array(z.object({ phase: z.string(), ms: z.number() })),
      code: z.string().nullable(),
      message: z.string().nullable(),
    })
    .nullable(),
  waiting: z.number(),
});
type Row = z.infer<typeof rowSchema>;

/**
 * Tells how every back end of the catalog does: whether it answers, how its newest check went, and whether it is paused.
 *
 * @throws forbidden without a platform role
 */
export async function listBackendHealth(ctx: ServerContext, actor: Actor): Promise<BackendHealthList> {
  const permission = canSeeOperations(actor);
  if (!permission.allowed) throw new AppError("forbidden", permission.reason);
  const rows = await ctx.db.query(sql`
    SELECT b.name, coalesce(s.connected, false) AS connected,
      CASE WHEN h.opened_at IS NULL THEN NULL ELSE least(h.failed_at, h.opened_at) END AS "outageSince", h.message,
      h.probe_at AS "probeAt", h.paused_at AS "pausedAt", p.name AS "pausedBy", h.pause_reason AS "pauseReason",
      h.canary_at AS "canaryAt",
      (SELECT jsonb_build_object('at', c.finished_at, 'ok', c.ok, 'phases', c.phases, 'code', c.code, 'message', c.message)
       FROM backend_canaries c WHERE c.backend = b.name AND c.finished_at IS NOT NULL ORDER BY c.started_at DESC LIMIT 1) AS canary,
      (SELECT count(*)::int FROM runs u JOIN resources r ON r.id = u.resource_id
         WHERE r.backend = b.name AND u.state IN ('running', 'undoing'))
      + (SELECT count(*)::int FROM requests q WHERE q.state = 'approved' AND q.decision #>> '{effective,backend}' = b.name) AS waiting
    FROM unnest(${[...ctx.catalog.backends.keys()]}::text[]) WITH ORDINALITY AS b(name, place)
      LEFT JOIN backend_states s ON s.name = b.name LEFT JOIN backend_health h ON h.name = b.name
      LEFT JOIN principals p ON p.id = h.paused_by ORDER BY b.place`);
  return { items: rows.map((row) => present(ctx, actor, rowSchema.parse(row))), nextCursor: null };
}

function present({ catalog }: ServerContext, actor: Actor, row: Row): BackendHealthView {
  const { name, connected, canary, outageSince, pausedAt } = row;
  const backend = catalog.backends.get(name);
  const operate = canOperate(actor);
  const barrier = operate.allowed ? null : operate.reason;
  return {
    name,
    type: backend?.type ?? "",
    environments: [...(backend?.environments ?? [])],
    connected,
    outage: outageSince && {
      since: outageSince.toISOString(),
      message: row.message ?? "",
      nextAt: row.probeAt?.toISOString() ?? null,
    },
    pause: pausedAt && { since: pausedAt.toISOString(), by: row.pausedBy, reason: row.pauseReason ?? "" },
    canary: canary && { ...canary, at: canary.at.toISOString() },
    canaryAt: row.canaryAt?.toISOString() ?? null,
    waiting: row.waiting,
    can: {
      pause: barrier ?? (pausedAt === null ? null : "It is paused already."),
      resume: barrier ?? (pausedAt === null ? "It is not paused." : null),
    },
  };
}
