import { callRoute } from "#cli/call-route.ts";
import type { Command } from "#cli/command.ts";
import { spellJson } from "#cli/spell-json.ts";
import { spellTemplate } from "#cli/spell-template.ts";
import { showTemplateRoute } from "#domain/contracts/routes/show-template.ts";

/** `latchkey templates show`: one template, its sizes and its parameters. */
export const templatesShow: Command = {
  name: "templates show",
  about: "Show a template and its parameters.",
  positionals: ["ID"],
  options: [{ name: "json", about: "Print the template as JSON, with the JSON Schema of its parameters." }],
  notes: ["Ask for it: latchkey request create --template ID --param KEY=VALUE …"],
  async run({ values, positionals }, terminal) {
    const params = { id: positionals[0] ?? "" };
    const template = await callRoute(showTemplateRoute, { params }, terminal);
    terminal.out(values.json === true ? spellJson(template) : spellTemplate(template));
    return 0;
  },
};
