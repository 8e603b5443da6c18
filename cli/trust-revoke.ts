import { actionCommand } from "#cli/action-command.ts";
import { spellTrustRule } from "#cli/spell-trust-rule.ts";
import { revokeTrustRuleRoute } from "#domain/contracts/routes/revoke-trust-rule.ts";

/** `latchkey trust revoke`: ends a trust rule and the tokens that were got by it, for good. */
export const trustRevoke = actionCommand({
  name: "trust revoke",
  about: "End a trust rule and the tokens that were got by it, for good.",
  positional: "ID",
  route: revokeTrustRuleRoute,
  say: spellTrustRule,
  notes: ["What its workloads asked for stays with the team. Idempotent."],
});
