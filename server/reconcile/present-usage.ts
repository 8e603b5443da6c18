import { z } from "zod";
import type { UsageView } from "#domain/contracts/inspection.ts";
import { isIdle } from "#domain/reconcile/idle-days.ts";
import type { UsageRecord } from "#server/reconcile/inspection-record.ts";

const storedSchema = z.object({ connections: z.number().int().nullable() });

/** Shows how much a resource is used, as far as it was observed; of what was never looked at, that nothing is known. */
export function presentUsage(state: string, { inspection }: UsageRecord): UsageView {
  const stored = storedSchema.safeParse(inspection?.usage).data;
  const { connectedAt = null, connectedAfter = null, unusedSince = null } = inspection ?? {};
  return {
    connections: stored?.connections ?? null,
    connectedAt: connectedAt?.toISOString() ?? null,
    connectedAfter: connectedAfter?.toISOString() ?? null,
    unusedSince: unusedSince?.toISOString() ?? null,
    idle: isIdle(state, unusedSince, new Date()),
  };
}
