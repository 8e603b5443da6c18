import { callRoute } from "#cli/call-route.ts";
import type { Command } from "#cli/command.ts";
import { spellJson } from "#cli/spell-json.ts";
import { revokeTokenRoute } from "#domain/contracts/routes/revoke-token.ts";

/** `latchkey service-account token revoke`: ends one token; its next call is refused. */
export const serviceAccountTokenRevoke: Command = {
  name: "service-account token revoke",
  about: "End one token of a service account.",
  positionals: ["TOKEN_ID"],
  options: [{ name: "json", about: "Print what is known of the token as JSON." }],
  notes: ["TOKEN_ID is tok_…, of latchkey service-account token list ID; never the token itself. Idempotent."],
  async run({ values, positionals }, terminal) {
    const call = { params: { id: positionals[0] ?? "" }, body: {} };
    const token = await callRoute(revokeTokenRoute, call, terminal);
    terminal.out(values.json === true ? spellJson(token) : `${token.id}  ${token.state}  ${token.hint}…\n`);
    return 0;
  },
};
