import type { Prisma } from "#prisma/generated/client.ts";

const person = { select: { id: true, name: true, email: true } } as const;

/** The columns of a trust rule that leave the server. */
export const trustRuleSelect = {
  id: true,
  description: true,
  issuer: true,
  issuerUrl: true,
  issuerKind: true,
  claims: true,
  environments: true,
  templates: true,
  scopes: true,
  createdAt: true,
  lastUsedAt: true,
  revokedAt: true,
  createdBy: person,
  revokedBy: person,
  serviceAccount: { select: { id: true, name: true, team: true } },
} as const satisfies Prisma.TrustRuleSelect;

export type TrustRuleRecord = Prisma.TrustRuleGetPayload<{ select: typeof trustRuleSelect }>;
