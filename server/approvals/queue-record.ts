import type { Prisma } from "#prisma/generated/client.ts";
import { requestSelect } from "#server/requests/request-record.ts";

/** The columns of a request in a queue: those that leave the server anyway, and how its stage waits. */
export const queueSelect = {
  ...requestSelect,
  risk: true,
  stage: true,
  stageAskedAt: true,
  stageEscalated: true,
  expiresAt: true,
} as const satisfies Prisma.RequestSelect;

export type QueueRecord = Prisma.RequestGetPayload<{ select: typeof queueSelect }>;
