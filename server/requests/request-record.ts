import type { Prisma } from "#prisma/generated/client.ts";

const person = { select: { id: true, name: true, email: true } } as const;

/** The columns of a grant that leave the server. */
export const grantSelect = {
  id: true,
  resourceId: true,
  generation: true,
  recipientSubject: true,
  state: true,
  expiresAt: true,
  revealedAt: true,
  endedAt: true,
  access: true,
  drainUntil: true,
  lookAt: true,
  lookedAt: true,
  connections: true,
  connectedFrom: true,
  lastActiveAt: true,
  changedAt: true,
  recipient: { select: { email: true } },
  emergency: { select: { until: true } },
} as const satisfies Prisma.GrantSelect;

/** The columns of a request that leave the server. */
export const requestSelect = {
  id: true,
  revision: true,
  state: true,
  blockedReason: true,
  digest: true,
  templateId: true,
  templateVersionId: true,
  name: true,
  team: true,
  environment: true,
  classification: true,
  purpose: true,
  lifetimeHours: true,
  parameters: true,
  delivery: true,
  decision: true,
  counterOffer: true,
  becameStricter: true,
  stageEscalated: true,
  expiresAt: true,
  createdAt: true,
  requesterId: true,
  onBehalfOfId: true,
  requester: person,
  onBehalfOf: person,
  workload: true,
  votes: {
    where: { valid: true },
    orderBy: { at: "asc" },
    select: { stage: true, verdict: true, comment: true, at: true, principalId: true, principal: person },
  },
  kind: true,
  channel: true,
  about: { select: { id: true, state: true, readyAt: true, expiresAt: true, restoreUntil: true, extensions: true } },
  resource: { select: { id: true, state: true, grants: { orderBy: { generation: "asc" }, select: grantSelect } } },
} as const satisfies Prisma.RequestSelect;

export type RequestRecord = Prisma.RequestGetPayload<{ select: typeof requestSelect }>;
export type GrantRecord = Prisma.GrantGetPayload<{ select: typeof grantSelect }>;
