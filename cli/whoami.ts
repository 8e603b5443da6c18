import { CliError } from "#cli/cli-error.ts";
import type { Command } from "#cli/command.ts";
import { openTokenStores } from "#cli/login/token-store.ts";
import { apiOrigin } from "#cli/places.ts";
import { spellJson } from "#cli/spell-json.ts";
import { presentGivenToken, presentSession, spellStanding } from "#cli/spell-standing.ts";

/** `latchkey whoami`: as whom this command line calls, where, until when; asks nobody. */
export const whoami: Command = {
  name: "whoami",
  about: "Show who is signed in, where, until when and with which scopes.",
  positionals: [],
  options: [{ name: "json", about: "Print it as JSON." }],
  notes: [
    "Tells what the token says, without a call: the server has the last word. Exit codes: 0 somebody is signed in, 1 nobody.",
  ],
  async run(given, terminal) {
    const origin = apiOrigin(terminal.env);
    const token = terminal.env.LATCHKEY_TOKEN?.trim() ?? "";
    const found = token === "" ? await (await openTokenStores(terminal))?.find(origin) : null;
    if (token === "" && !found) throw new CliError(`Nobody is signed in to ${origin}: latchkey login.`);
    const standing = found ? presentSession(found.session, found.kind) : presentGivenToken(token, origin);
    terminal.out(given.values.json === true ? spellJson(standing) : spellStanding(standing));
    return 0;
  },
};
