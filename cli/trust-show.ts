import { actionCommand } from "#cli/action-command.ts";
import { spellTrustRule } from "#cli/spell-trust-rule.ts";
import { showTrustRuleRoute } from "#domain/contracts/routes/show-trust-rule.ts";

/** `latchkey trust show`: one trust rule in full. */
export const trustShow = actionCommand({
  name: "trust show",
  about: "Show a trust rule.",
  positional: "ID",
  route: showTrustRuleRoute,
  say: spellTrustRule,
  notes: ["Exit code 0."],
});
