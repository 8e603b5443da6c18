import type { ServiceAccountView } from "#domain/contracts/service-account.ts";
import type { ServiceAccountRecord } from "#server/service-accounts/service-account-record.ts";
import { tokenState } from "#server/service-accounts/present-token.ts";

/** Shows a stored service account as every channel sees it. */
export function presentServiceAccount(record: ServiceAccountRecord, now: Date): ServiceAccountView {
  const { id, name, team, description, tokens, trustRules } = record;
  const used = [...tokens, ...trustRules].flatMap(({ lastUsedAt }) =>
    lastUsedAt === null ? [] : [lastUsedAt.getTime()],
  );
  return {
    id,
    name,
    team,
    description,
    state: record.revokedAt === null ? "active" : "revoked",
    createdBy: record.createdBy,
    createdAt: record.createdAt.toISOString(),
    revokedAt: record.revokedAt?.toISOString() ?? null,
    lastUsedAt: used.length === 0 ? null : new Date(Math.max(...used)).toISOString(),
    liveTokens: tokens.filter((token) => tokenState(token, now) === "active").length,
  };
}
