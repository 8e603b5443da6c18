import { CliError } from "#cli/cli-error.ts";
import type { Command, Given, Terminal } from "#cli/command.ts";
import { localSettings } from "#cli/local/local-settings.ts";
import { readInstance } from "#cli/local/read-instance.ts";
import { readLedger } from "#cli/local/read-ledger.ts";
import { optionalInteger, optionalText, repeatedTexts } from "#cli/options.ts";
import { spellJson } from "#cli/spell-json.ts";
import { spellTable, type TableColumn } from "#cli/table.ts";
import { candidateCatalog, ruleTrials, type RuleChange } from "#domain/policies/candidate-catalog.ts";
import type { ReplayFlip, ReplayResult } from "#domain/policies/replay-result.ts";
import type { ReplayPlan } from "#server/policies/replay-requests.ts";

const daysDefault = 90;
const requestsMax = 1_000_000;

/** `latchkey policy replay`: decides past requests again by other rules, and lists those that come out otherwise. */
export const policyReplay: Command = {
  name: "policy replay",
  about: "Try rules on the past requests of this home: which would have come out otherwise.",
  positionals: [],
  options: [
    { name: "days", value: "N", about: `How many days back, 1 to 3650; default ${daysDefault}.` },
    { name: "catalog", value: "DIR", about: "Try the catalog of this folder; default the one in force." },
    {
      name: "rule",
      value: "ID=enforce|shadow|off",
      about: "Try this rule in another mode, or as if it were not there.",
      isRepeatable: true,
    },
    { name: "json", about: "Print the result as JSON." },
  ],
  notes: [
    "Reads the ledger as the auditor and changes nothing. Of the flips the newest 500 are listed; the counts are of all.",
    "",
    "Example: latchkey policy replay --days 30 --rule bot-confidential=enforce",
  ],
  async run(given, terminal) {
    const changes = repeatedTexts(given, "rule").map(parseChange);
    const days = optionalInteger(given, "days", { min: 1, max: 3650 }) ?? daysDefault;
    const plan = { days, requestsMax, ...(await catalogsOf(given, terminal, changes)) };
    const { replayRequests } = await import("#server/policies/replay-requests.ts");
    const result = await readLedger(terminal, (ledger) => replayRequests(ledger, plan));
    terminal.out(given.values.json === true ? spellJson(result) : spellReplay(result, terminal.columns));
    return 0;
  },
};

function parseChange(text: string): RuleChange {
  const [rule = "", as = ""] = text.split("=");
  const trial = ruleTrials.find((known) => known === as);
  if (rule !== "" && trial !== undefined) return { rule, as: trial };
  throw new CliError(`--rule is written ID=enforce, ID=shadow or ID=off, not ${text}.`);
}

async function catalogsOf(
  given: Given,
  terminal: Terminal,
  changes: readonly RuleChange[],
): Promise<Pick<ReplayPlan, "today" | "candidate" | "settings">> {
  const settings = localSettings(await readInstance(terminal), terminal);
  const { loadCatalog } = await import("#server/catalog/load-catalog.ts");
  const options = { adminGroup: settings.LATCHKEY_ADMIN_GROUP };
  const today = await loadCatalog(settings.CATALOG_DIR, options);
  const dir = optionalText(given, "catalog");
  const candidate = candidateCatalog(dir === undefined ? today : await loadCatalog(dir, options), changes);
  return { today, candidate, settings };
}

const columns: readonly TableColumn<ReplayFlip>[] = [
  { title: "REQUEST", value: ({ id }) => id },
  { title: "FLIP", value: ({ from, to }) => spellFlip({ from, to }) },
  {
    title: "RULES",
    value: ({ rules, today }) => `${rules.join(", ")}${today ? " (today already)" : ""}`,
    charactersMin: 16,
  },
  { title: "NAME", value: ({ name }) => name, charactersMin: 10 },
  { title: "TEAM", value: ({ team }) => team, charactersMin: 8 },
  {
    title: "PLACE",
    value: ({ environment, classification }) => `${environment}, ${classification}`,
    charactersMin: 12,
  },
  { title: "FILED", value: ({ createdAt }) => createdAt.slice(0, 10) },
];

function spellReplay(result: ReplayResult, width: number | null): string {
  const { looked, notRebuilt, isCut, counts, rules, flips, milliseconds } = result;
  const from = result.from.slice(0, 10);
  const lines = [`${looked} requests since ${from} decided again in ${(milliseconds / 1000).toFixed(1)} s.`];
  if (isCut) lines.push("There are more: the older ones were not looked at.");
  if (notRebuilt > 0) lines.push(`${notRebuilt} could not be: their record or their template is gone.`);
  if (counts.length === 0) return `${[...lines, "None comes out otherwise."].join("\n")}\n`;
  for (const { today, all, ...flip } of counts) {
    lines.push(`${spellFlip(flip)}: ${all}${today > 0 ? `, ${today} of them by the rules of today already` : ""}`);
  }
  for (const rule of rules) lines.push(`by ${rule.rule}: ${rule.flips}`);
  return `${lines.join("\n")}\n\n${spellTable(columns, flips, width)}`;
}

function spellFlip({ from, to }: Pick<ReplayFlip, "from" | "to">): string {
  return `${from} → ${to}`.replaceAll("_", " ");
}
