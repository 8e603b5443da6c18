import { callRoute } from "#cli/call-route.ts";
import type { Command } from "#cli/command.ts";
import { spellJson } from "#cli/spell-json.ts";
import { spellServiceAccount } from "#cli/spell-service-account.ts";
import { revokeServiceAccountRoute } from "#domain/contracts/routes/revoke-service-account.ts";

/** `latchkey service-account revoke`: ends an account and every token of it, for good. */
export const serviceAccountRevoke: Command = {
  name: "service-account revoke",
  about: "End a service account and all its tokens, for good.",
  positionals: ["ID"],
  options: [{ name: "json", about: "Print the account as JSON." }],
  notes: ["What it asked for and is not built yet is denied; what exists stays with the team. Idempotent."],
  async run({ values, positionals }, terminal) {
    const call = { params: { id: positionals[0] ?? "" }, body: {} };
    const account = await callRoute(revokeServiceAccountRoute, call, terminal);
    terminal.out(values.json === true ? spellJson(account) : spellServiceAccount(account));
    return 0;
  },
};
