import type { Tone } from "#components/ui/badge.tsx";
import type { QueueEntry } from "#domain/contracts/queue.ts";

/** How each level of risk is named and shown. */
export const riskLooks = {
  high: { label: "High risk", tone: "bad" },
  medium: { label: "Medium risk", tone: "wait" },
  low: { label: "Low risk", tone: "plain" },
} as const satisfies Record<QueueEntry["risk"]["level"], { label: string; tone: Tone }>;
