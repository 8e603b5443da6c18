import { z } from "zod";
import type { Measure, Usage } from "#domain/provisioning/resource-type.ts";
import { readQuantity } from "./find-drift.ts";

const quotaSchema = z.object({ hard: z.record(z.string(), z.string()), used: z.record(z.string(), z.string()) });

/** The figures of the quota that people ask for. */
const figures = [
  { key: "pods", label: "Pods", unit: "count" },
  { key: "limits.memory", label: "Memory granted to pods", unit: "bytes" },
  { key: "requests.storage", label: "Storage claimed", unit: "bytes" },
] as const;

/** What the status of a namespace's quota tells of its use; a cluster tells nothing of who connected, and when. */
export function readUse(status: unknown): Usage {
  const quota = quotaSchema.safeParse(status).data;
  const measures = figures.flatMap(({ key, label, unit }): Measure[] => {
    const value = readQuantity(quota?.used[key]);
    const limit = readQuantity(quota?.hard[key]);
    return value === null ? [] : [{ label, value, unit, ...(limit !== null && { limit }) }];
  });
  return { connections: null, lastConnectedAt: null, measures };
}
