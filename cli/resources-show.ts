import { callRoute } from "#cli/call-route.ts";
import type { Command } from "#cli/command.ts";
import { spellJson } from "#cli/spell-json.ts";
import { spellResource } from "#cli/spell-resource.ts";
import { showResourceRoute } from "#domain/contracts/routes/show-resource.ts";

/** `latchkey resources show`: one resource as it stands; never a secret. */
export const resourcesShow: Command = {
  name: "resources show",
  about: "Show a resource as it stands.",
  positionals: ["ID"],
  options: [{ name: "json", about: "Print the resource as JSON." }],
  notes: ["Holds no secret: credentials are opened with latchkey reveal."],
  async run({ values, positionals }, terminal) {
    const params = { id: positionals[0] ?? "" };
    const resource = await callRoute(showResourceRoute, { params }, terminal);
    terminal.out(values.json === true ? spellJson(resource) : spellResource(resource));
    return 0;
  },
};
