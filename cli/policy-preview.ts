import { callRoute } from "#cli/call-route.ts";
import type { Command } from "#cli/command.ts";
import { spellDecision } from "#cli/spell-decision.ts";
import { spellJson } from "#cli/spell-json.ts";
import { submitBodyOf, submitOptions } from "#cli/submit-options.ts";
import type { Outcome } from "#domain/contracts/decision.ts";
import { previewPolicyRoute } from "#domain/contracts/routes/preview-policy.ts";

const exitCodes = { auto: 0, needs_approval: 10, deny: 20 } as const satisfies Record<Outcome, number>;

/** `latchkey policy preview`: the decision that `request create` would get now, without asking for anything. */
export const policyPreview: Command = {
  name: "policy preview",
  about: "Show how a request would be decided; nothing is filed.",
  positionals: [],
  options: [...submitOptions, { name: "json", about: "Print the decision as JSON." }],
  notes: [
    "Takes what request create takes. Exit codes: 0 would be granted at once; 10 would wait for a human;",
    "20 would be denied (remedies with --json); 1 failure.",
  ],
  async run(given, terminal) {
    const decision = await callRoute(previewPolicyRoute, { body: submitBodyOf(given) }, terminal);
    terminal.out(given.values.json === true ? spellJson(decision) : spellDecision(decision, terminal.columns));
    return exitCodes[decision.outcome];
  },
};
