import { callRoute } from "#cli/call-route.ts";
import { CliError } from "#cli/cli-error.ts";
import type { Command, Given } from "#cli/command.ts";
import { escapeLine } from "#cli/escape-controls.ts";
import { optionalText } from "#cli/options.ts";
import { spellJson } from "#cli/spell-json.ts";
import type { DriftDecision, InspectionView } from "#domain/contracts/inspection.ts";
import { decideDriftRoute } from "#domain/contracts/routes/decide-drift.ts";
import { showResourceRoute } from "#domain/contracts/routes/show-resource.ts";

/** `latchkey drift`: what differs from what was granted, and what is to be done about it. */
export const drift: Command = {
  name: "drift",
  about: "Show what differs from what was granted; have it reverted, or adopt it.",
  positionals: ["ID"],
  options: [
    { name: "revert", about: "Bring rights, limits and settings back; data stays as it is." },
    { name: "adopt", about: "Accept it as it is: for the platform team, with --reason." },
    { name: "reason", value: "TEXT", about: "Why it is adopted." },
    { name: "json", about: "Print the resource's inspection as JSON." },
  ],
  notes: [
    "What it decides about is what it read just before. Exit codes: 0 as it was granted or begun, 1 differs or refused.",
  ],
  async run(given, terminal) {
    const params = { id: given.positionals[0] ?? "" };
    const { inspection } = await callRoute(showResourceRoute, { params }, terminal);
    const body = decisionOf(given, inspection);
    const shown =
      body === null ? inspection : (await callRoute(decideDriftRoute, { params, body }, terminal)).inspection;
    terminal.out(given.values.json === true ? spellJson(shown) : spellInspection(shown));
    return body === null && shown.drift !== null ? 1 : 0;
  },
};

function decisionOf(given: Given, { drift: found }: InspectionView): DriftDecision | null {
  const [wantsRevert, wantsAdopt] = [given.values.revert === true, given.values.adopt === true];
  if (!wantsRevert && !wantsAdopt) return null;
  if (wantsRevert && wantsAdopt) throw new CliError("Say one of --revert and --adopt.");
  if (found === null) throw new CliError("It is as it was granted: there is nothing to decide.");
  if (wantsRevert) return { action: "revert", digest: found.digest };
  const reason = optionalText(given, "reason");
  if (reason === undefined) throw new CliError("Say why it is adopted, with --reason.");
  return { action: "adopt", digest: found.digest, reason };
}

function spellInspection({ drift: found, lookedAt }: InspectionView): string {
  if (lookedAt === null) return "It was not looked at yet.";
  if (found === null) return `As it was granted, by the look of ${lookedAt}.`;
  const lines = found.differences.map(
    ({ what, expected, found: now }) =>
      `${escapeLine(what)}: granted ${escapeLine(JSON.stringify(expected))}, found ${escapeLine(JSON.stringify(now))}`,
  );
  return [...lines, ...(found.reverting === null ? [] : ["It is being reverted."])].join("\n");
}
