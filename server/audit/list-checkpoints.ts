import type { Actor } from "#domain/access/actor.ts";
import { canReadAudit } from "#domain/access/can-read-audit.ts";
import type { CheckpointListQuery, CheckpointView } from "#domain/contracts/audit.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";

interface CheckpointPage {
  readonly items: readonly CheckpointView[];
  readonly nextCursor: string | null;
}

interface CheckpointRow extends Omit<CheckpointView, "seq" | "at" | "treeSize"> {
  readonly seq: string;
  readonly at: Date;
  readonly treeSize: string;
}

const pageRows = 25;

/** Lists checkpoints, newest first. @throws forbidden */
export async function listCheckpoints(
  ctx: Pick<ServerContext, "db">,
  actor: Actor,
  { cursor, limit = pageRows }: CheckpointListQuery,
): Promise<CheckpointPage> {
  const permission = canReadAudit(actor);
  if (!permission.allowed) throw new AppError("forbidden", permission.reason);
  const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(cursor);
  const rows = await ctx.db.query<CheckpointRow>(sql`
    SELECT seq, at, tree_size AS "treeSize", encode(root, 'base64') AS root, key_id AS "keyId", note
    FROM audit_checkpoints WHERE seq < ${before} ORDER BY seq DESC LIMIT ${limit + 1}`);
  const items = rows.slice(0, limit).map(({ seq, at, treeSize, ...rest }) => {
    return { seq: Number(seq), at: at.toISOString(), treeSize: Number(treeSize), ...rest };
  });
  return { items, nextCursor: rows.length > limit ? String(items.at(-1)?.seq) : null };
}
