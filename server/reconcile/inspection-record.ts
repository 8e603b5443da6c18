import type { Prisma } from "#prisma/generated/client.ts";

const person = { select: { id: true, name: true, email: true } } as const;

/** What a list shows of how much a resource is used. */
export const usageSelect = {
  inspection: { select: { usage: true, connectedAt: true, connectedAfter: true, unusedSince: true } },
} as const satisfies Prisma.ResourceSelect;

/** What the page of a resource shows of the looks at it. */
export const inspectionSelect = {
  inspection: {
    select: {
      ...usageSelect.inspection.select,
      lookedAt: true,
      failedAt: true,
      failure: true,
      drift: true,
      revertBy: person,
      revertAt: true,
    },
  },
  adoptedDrifts: {
    orderBy: { adoptedAt: "asc" },
    select: { digest: true, what: true, expected: true, found: true, reason: true, adoptedBy: person, adoptedAt: true },
  },
} as const satisfies Prisma.ResourceSelect;

export type UsageRecord = Prisma.ResourceGetPayload<{ select: typeof usageSelect }>;
export type InspectionRecord = Prisma.ResourceGetPayload<{ select: typeof inspectionSelect }>;
