import { callRoute } from "#cli/call-route.ts";
import type { Command } from "#cli/command.ts";
import { spellJson } from "#cli/spell-json.ts";
import { spellRequest } from "#cli/spell-request.ts";
import { withdrawRequestRoute } from "#domain/contracts/routes/withdraw-request.ts";

/** `latchkey request withdraw`: takes a request back; what was begun is undone. */
export const requestWithdraw: Command = {
  name: "request withdraw",
  about: "Take a request back; what was begun is undone.",
  positionals: ["ID"],
  options: [{ name: "json", about: "Print the request as JSON." }],
  notes: ["What is built already is given back with latchkey release."],
  async run({ values, positionals }, terminal) {
    const call = { params: { id: positionals[0] ?? "" }, body: {} };
    const request = await callRoute(withdrawRequestRoute, call, terminal);
    terminal.out(values.json === true ? spellJson(request) : spellRequest(request));
    return 0;
  },
};
