import type { ServiceAccountTokenView } from "#domain/contracts/service-account.ts";
import { workloadSchema } from "#domain/contracts/workload.ts";
import type { TokenRecord } from "#server/service-accounts/service-account-record.ts";

/** Shows what is known of a token as every channel sees it. */
export function presentToken(record: TokenRecord, now: Date): ServiceAccountTokenView {
  return {
    id: record.id,
    serviceAccount: record.serviceAccount,
    hint: record.hint,
    scopes: record.scopes,
    state: tokenState(record, now),
    createdBy: record.createdBy,
    createdAt: record.createdAt.toISOString(),
    expiresAt: record.expiresAt.toISOString(),
    lastUsedAt: record.lastUsedAt?.toISOString() ?? null,
    revokedAt: record.revokedAt?.toISOString() ?? null,
    trustRule: record.trustRuleId,
    workload: workloadSchema.nullable().parse(record.workload),
  };
}

/** Tells whether a token still opens something; one that was revoked stays revoked when its time is over. */
export function tokenState(
  { expiresAt, revokedAt }: { readonly expiresAt: Date; readonly revokedAt: Date | null },
  now: Date,
): ServiceAccountTokenView["state"] {
  if (revokedAt !== null) return "revoked";
  return expiresAt <= now ? "expired" : "active";
}
