import type { Actor } from "#domain/access/actor.ts";
import { canDecide } from "#domain/approvals/can-decide.ts";
import { approvalCase } from "#server/approvals/approval-case.ts";
import { readAccountOwners } from "#server/approvals/read-account-owners.ts";
import { readAskedStages } from "#server/approvals/read-asked-stages.ts";
import type { ServerContext } from "#server/context.ts";
import type { RequestRecord } from "#server/requests/request-record.ts";

/** Keeps those of some pending requests on which somebody may decide now: the guard of votes itself says which. */
export async function decidableRecords<T extends RequestRecord>(
  ctx: ServerContext,
  actor: Actor,
  records: readonly T[],
): Promise<readonly T[]> {
  const [owners, asked] = await Promise.all([
    readAccountOwners(
      ctx.db,
      records.map(({ requesterId }) => requesterId),
    ),
    readAskedStages(
      ctx.db,
      actor,
      records.map(({ id }) => id),
    ),
  ]);
  return records.filter((record) => {
    const requesterOwners = owners.get(record.requesterId) ?? [];
    const askedStages = asked.get(record.id) ?? null;
    return canDecide(approvalCase(ctx.catalog, actor, { ...record, requesterOwners, askedStages })).allowed;
  });
}
