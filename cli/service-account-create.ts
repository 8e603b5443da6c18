import { randomUUID } from "node:crypto";
import { callRoute } from "#cli/call-route.ts";
import type { Command } from "#cli/command.ts";
import { optionalText, requiredText } from "#cli/options.ts";
import { spellJson } from "#cli/spell-json.ts";
import { spellServiceAccount } from "#cli/spell-service-account.ts";
import { createServiceAccountRoute } from "#domain/contracts/routes/create-service-account.ts";

/** `latchkey service-account create`: makes an account of a team; a token is made apart. */
export const serviceAccountCreate: Command = {
  name: "service-account create",
  about: "Make a service account of a team: for a bot or a CI job.",
  positionals: [],
  options: [
    { name: "team", value: "TEAM", about: "Team that owns it.", isRequired: true },
    { name: "name", value: "NAME", about: "Name in the team: 3 to 25 of a-z, 0-9 and -.", isRequired: true },
    { name: "description", value: "TEXT", about: "What it is for." },
    { name: "json", about: "Print the account as JSON." },
  ],
  notes: [
    "Leads of the team and the platform team may. It can do nothing yet: latchkey service-account token create ID.",
  ],
  async run(given, terminal) {
    const team = requiredText(given, "team");
    const body = { team, name: requiredText(given, "name"), description: optionalText(given, "description") };
    const headers = { "idempotency-key": randomUUID() };
    const account = await callRoute(createServiceAccountRoute, { body, headers }, terminal);
    terminal.out(given.values.json === true ? spellJson(account) : spellServiceAccount(account));
    return 0;
  },
};
