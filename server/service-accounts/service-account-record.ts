import type { Prisma } from "#prisma/generated/client.ts";

const person = { select: { id: true, name: true, email: true } } as const;

/** The columns of a service account that leave the server. */
export const serviceAccountSelect = {
  id: true,
  name: true,
  team: true,
  description: true,
  createdAt: true,
  revokedAt: true,
  createdBy: person,
  // Those of workloads are as many as there are jobs: their rule says when it was last used.
  tokens: { where: { trustRuleId: null }, select: { expiresAt: true, revokedAt: true, lastUsedAt: true } },
  trustRules: { select: { lastUsedAt: true } },
} as const satisfies Prisma.ServiceAccountSelect;

/** The columns of a token that leave the server: the hash is not one of them. */
export const tokenSelect = {
  id: true,
  hint: true,
  scopes: true,
  createdAt: true,
  expiresAt: true,
  lastUsedAt: true,
  revokedAt: true,
  createdBy: person,
  trustRuleId: true,
  workload: true,
  serviceAccount: { select: { id: true, name: true, team: true } },
} as const satisfies Prisma.ServiceAccountTokenSelect;

export type ServiceAccountRecord = Prisma.ServiceAccountGetPayload<{ select: typeof serviceAccountSelect }>;
export type TokenRecord = Prisma.ServiceAccountTokenGetPayload<{ select: typeof tokenSelect }>;
