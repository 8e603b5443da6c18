import { callRoute } from "#cli/call-route.ts";
import type { Command } from "#cli/command.ts";
import { exitCodeOf } from "#cli/exit-code-of.ts";
import { spellJson } from "#cli/spell-json.ts";
import { spellRequest } from "#cli/spell-request.ts";
import { showRequestRoute } from "#domain/contracts/routes/show-request.ts";

/** `latchkey request show`: one request as it stands. */
export const requestShow: Command = {
  name: "request show",
  about: "Show a request as it stands.",
  positionals: ["ID"],
  options: [{ name: "json", about: "Print the request as JSON." }],
  notes: ["Exit codes tell the state: 0 under way or built, 10 waits for a human, 20 denied or rejected, 1 failed."],
  async run({ values, positionals }, terminal) {
    const params = { id: positionals[0] ?? "" };
    const request = await callRoute(showRequestRoute, { params }, terminal);
    terminal.out(values.json === true ? spellJson(request) : spellRequest(request));
    return exitCodeOf(request);
  },
};
