import { callRoute } from "#cli/call-route.ts";
import { CliError } from "#cli/cli-error.ts";
import type { Command, Given, Terminal } from "#cli/command.ts";
import { escapeLine } from "#cli/escape-controls.ts";
import { optionalText } from "#cli/options.ts";
import { spellJson } from "#cli/spell-json.ts";
import { spellResource } from "#cli/spell-resource.ts";
import type { ResourceView } from "#domain/contracts/resource.ts";
import { releaseResourceRoute } from "#domain/contracts/routes/release-resource.ts";
import { showResourceRoute } from "#domain/contracts/routes/show-resource.ts";

const waitingForHuman = 10;

/** `latchkey release`: gives a resource back, once its name was typed. */
export const release: Command = {
  name: "release",
  about: "Give a resource back: access ends, then the data is destroyed.",
  positionals: ["ID"],
  options: [
    { name: "confirm", value: "NAME", about: "Name of the resource, instead of typing it when asked." },
    { name: "json", about: "Print the resource as JSON." },
  ],
  notes: [
    "Destruction goes on in the background: latchkey resources show ID.",
    "Exit codes: 0 begun; 10 waits for a human who has to agree; 1 not released.",
  ],
  async run(given, terminal) {
    const params = { id: given.positionals[0] ?? "" };
    const found = await callRoute(showResourceRoute, { params }, terminal);
    await confirm(found, given, terminal);
    const resource = await callRoute(releaseResourceRoute, { params, body: {} }, terminal);
    terminal.out(given.values.json === true ? spellJson(resource) : spellResource(resource));
    return resource.pendingRequests.some(({ kind }) => kind === "destroy") ? waitingForHuman : 0;
  },
};

async function confirm(resource: ResourceView, given: Given, { ask, err }: Terminal): Promise<void> {
  const name = escapeLine(resource.name);
  const option = optionalText(given, "confirm");
  if (option === undefined && ask === null) {
    throw new CliError(`Released is destroyed: say which with --confirm ${name}.`);
  }
  if (option === undefined) err(spellResource(resource));
  const typed = option ?? (await ask?.(`Its access ends and its data is destroyed. Type ${name} to release it: `));
  if (typed?.trim() !== resource.name) throw new CliError(`That is not its name, ${name}. Nothing was released.`);
}
