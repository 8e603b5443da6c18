import type { Prisma } from "#prisma/generated/client.ts";
import { usageSelect } from "#server/reconcile/inspection-record.ts";
import { grantSelect } from "#server/requests/request-record.ts";

const person = { select: { id: true, name: true, email: true } } as const;

/** The columns of a resource that leave the server. */
export const resourceSelect = {
  id: true,
  requestId: true,
  type: true,
  name: true,
  team: true,
  environment: true,
  classification: true,
  state: true,
  blockedReason: true,
  closures: {
    where: { outcome: "closed_unproven" },
    orderBy: { appliedAt: "desc" },
    take: 1,
    select: {
      what: true,
      reason: true,
      confirmReason: true,
      appliedAt: true,
      proposedBy: { select: { name: true } },
      confirmedBy: { select: { name: true } },
    },
  },
  backend: true,
  facts: true,
  createdAt: true,
  readyAt: true,
  firstClaimAt: true,
  extensions: true,
  frozenAt: true,
  requestsAbout: {
    where: { state: { in: ["pending_approval", "approved", "provisioning"] } },
    orderBy: { createdAt: "asc" },
    select: { id: true, kind: true, state: true },
  },
  expiresAt: true,
  destroyedAt: true,
  reissue: true,
  restoreUntil: true,
  ownerLeftAt: true,
  takeOverUntil: true,
  takenOverBy: person,
  accesses: true,
  grants: {
    orderBy: { generation: "asc" },
    select: { ...grantSelect, emergencyId: true, rotationDueAt: true, rotateAt: true, rotationMissedAt: true },
  },
  ...usageSelect,
  request: { select: { templateId: true, templateVersionId: true, requester: person, onBehalfOf: person } },
} as const satisfies Prisma.ResourceSelect;

export type ResourceRecord = Prisma.ResourceGetPayload<{ select: typeof resourceSelect }>;
