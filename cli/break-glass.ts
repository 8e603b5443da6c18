import { callRoute } from "#cli/call-route.ts";
import type { Command } from "#cli/command.ts";
import { optionalInteger, requiredText } from "#cli/options.ts";
import { spellEmergency } from "#cli/spell-emergency.ts";
import { spellJson } from "#cli/spell-json.ts";
import { breakGlassRoute } from "#domain/contracts/routes/break-glass.ts";
import { confirmBreakGlassRoute } from "#domain/contracts/routes/confirm-break-glass.ts";

const waiting = 10;
const json = { name: "json", about: "Print the use as JSON." } as const;

/** `latchkey break-glass`: emergency access to what somebody else holds. */
export const breakGlass: Command = {
  name: "break-glass",
  about: "Get emergency access to a resource, for an hour at most.",
  positionals: ["ID"],
  options: [
    { name: "incident", value: "ID", about: "Id of the incident.", isRequired: true },
    { name: "reason", value: "TEXT", about: "What is wrong; everybody who is told reads it.", isRequired: true },
    { name: "minutes", value: "N", about: "For how long; default the most that the catalog allows." },
    json,
  ],
  notes: [
    "For people named in the catalog, with a token of a sign-in of the last five minutes.",
    "Exit codes: 0 active, 10 waits for a second person, 1 refused. latchkey resources show ID lists the grant.",
  ],
  async run(given, terminal) {
    const ttlMinutes = optionalInteger(given, "minutes", { min: 1, max: 60 });
    const body = {
      incident: requiredText(given, "incident"),
      reason: requiredText(given, "reason"),
      ...(ttlMinutes !== undefined && { ttlMinutes }),
    };
    const used = await callRoute(breakGlassRoute, { params: { id: given.positionals[0] ?? "" }, body }, terminal);
    terminal.out(given.values.json === true ? spellJson(used) : spellEmergency(used));
    return used.state === "waiting" ? waiting : 0;
  },
};

/** `latchkey break-glass confirm`: the second person agrees. */
export const breakGlassConfirm: Command = {
  name: "break-glass confirm",
  about: "Agree to somebody's emergency access as the second person.",
  positionals: ["USE"],
  options: [json],
  notes: ["With a token of a sign-in of the last five minutes. Exit codes: 0 active, 1 refused."],
  async run(given, terminal) {
    const params = { id: given.positionals[0] ?? "" };
    const used = await callRoute(confirmBreakGlassRoute, { params, body: {} }, terminal);
    terminal.out(given.values.json === true ? spellJson(used) : spellEmergency(used));
    return 0;
  },
};
