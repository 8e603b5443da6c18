import { isAppError } from "#domain/errors/app-error.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { dropEmergency } from "#server/break-glass/drop-emergency.ts";
import { readEmergencyRecipient } from "#server/break-glass/read-emergency-recipient.ts";
import type { ServerContext } from "#server/context.ts";

interface Beginning {
  /** Of the resource, whose lock the caller holds. */
  readonly id: string;
  readonly requestId: string;
  readonly emergencyId: string | null;
  /** The generation that is made for it. */
  readonly generation: number;
}

/** Gives an emergency the generation that is made for it now; false when it may not have one, which ends it. */
export async function beginEmergency(
  tx: Queryable,
  ctx: Pick<ServerContext, "catalog" | "settings">,
  { id: resourceId, requestId, emergencyId, generation }: Beginning,
): Promise<boolean> {
  await tx.query(sql`UPDATE emergencies SET generation = ${generation} WHERE id = ${emergencyId}`);
  try {
    await readEmergencyRecipient(tx, ctx, { resourceId, generation });
    return true;
  } catch (error) {
    if (!isAppError(error, "forbidden")) throw error;
    await dropEmergency(tx, { resourceId, requestId, generation, reason: error.message });
    return false;
  }
}
