import { callRoute } from "#cli/call-route.ts";
import type { Command } from "#cli/command.ts";
import { spellJson } from "#cli/spell-json.ts";
import { spellTable, type TableColumn } from "#cli/table.ts";
import { listTemplatesRoute } from "#domain/contracts/routes/list-templates.ts";
import type { TemplateView } from "#domain/contracts/template.ts";

const columns: readonly TableColumn<TemplateView>[] = [
  { title: "ID", value: ({ id }) => id },
  { title: "TITLE", value: ({ title }) => title, charactersMin: 16 },
  { title: "ENVIRONMENTS", value: ({ environments }) => environments.join(", "), charactersMin: 12 },
  { title: "HOURS", value: ({ lifetimeHours }) => `${lifetimeHours.default}, at most ${lifetimeHours.max}` },
  { title: "SUMMARY", value: ({ summary }) => summary, charactersMin: 20 },
];

/** `latchkey templates`: the whole catalog, the recommended template of its kind first. */
export const templates: Command = {
  name: "templates",
  about: "List what can be asked for.",
  positionals: [],
  options: [{ name: "json", about: "Print {items, nextCursor} as JSON." }],
  notes: ["One of them, with its parameters: latchkey templates show ID"],
  async run({ values }, terminal) {
    const page = await callRoute(listTemplatesRoute, {}, terminal);
    terminal.out(values.json === true ? spellJson(page) : spellTable(columns, page.items, terminal.columns));
    return 0;
  },
};
