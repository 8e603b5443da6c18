import type { CreateTrustRuleBody } from "#domain/contracts/trust-rule.ts";

/** What a form for a new rule begins with. */
export type RuleStart = Omit<CreateTrustRuleBody, "serviceAccount">;
