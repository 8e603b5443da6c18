import { randomUUID } from "node:crypto";
import { callRoute } from "#cli/call-route.ts";
import type { Command } from "#cli/command.ts";
import { exitCodeOf } from "#cli/exit-code-of.ts";
import { optionalInteger, optionalText } from "#cli/options.ts";
import { spellJson } from "#cli/spell-json.ts";
import { spellRequest } from "#cli/spell-request.ts";
import { extendResourceRoute } from "#domain/contracts/routes/extend-resource.ts";

const hoursMax = 87_600;

/** `latchkey extend`: asks for a later end of a resource; the first time it holds at once where the rules allow it. */
export const extend: Command = {
  name: "extend",
  about: "Ask for a later end of a resource; the first extension is free.",
  positionals: ["ID"],
  options: [
    { name: "hours", value: "HOURS", about: "How long from now; default: as long again as it was given." },
    { name: "purpose", value: "TEXT", about: "Why it is still needed, for whoever decides." },
    { name: "idempotency-key", value: "KEY", about: "Make repeating this very call safe; default a random one." },
    { name: "json", about: "Print the request as JSON." },
  ],
  notes: ["Exit codes: 0 extended; 10 waits for a human; 20 denied (remedies with --json); 1 failure."],
  async run(given, terminal) {
    const lifetimeHours = optionalInteger(given, "hours", { min: 1, max: hoursMax });
    const purpose = optionalText(given, "purpose");
    const params = { id: given.positionals[0] ?? "" };
    const body = { ...(lifetimeHours !== undefined && { lifetimeHours }), ...(purpose !== undefined && { purpose }) };
    const headers = { "idempotency-key": optionalText(given, "idempotency-key") ?? randomUUID() };
    const request = await callRoute(extendResourceRoute, { params, body, headers }, terminal);
    terminal.out(given.values.json === true ? spellJson(request) : spellRequest(request));
    return exitCodeOf(request);
  },
};
