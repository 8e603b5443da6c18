import { CliError } from "#cli/cli-error.ts";
import type { Command, Given } from "#cli/command.ts";
import { decide, decideNotes, decideOptions } from "#cli/decide.ts";
import { optionalInteger, optionalText, repeatedTexts } from "#cli/options.ts";
import { parseParameters } from "#cli/parse-parameters.ts";
import type { OfferChange } from "#domain/contracts/request.ts";

/** `latchkey counter`: one approver's narrower offer in the place of a yes or a no. */
export const counter: Command = {
  name: "counter",
  about: "Offer less of the same instead.",
  positionals: ["ID"],
  options: [
    { name: "lifetime-hours", value: "N", about: "A shorter lifetime." },
    { name: "param", value: "KEY=VALUE", about: "A smaller size or number; JSON or text.", isRepeatable: true },
    { name: "delivery", value: "KIND", about: "Another delivery that the decision allows." },
    { name: "comment", value: "TEXT", about: "Why, for the requester and the record, at most 2000 characters." },
    ...decideOptions,
  ],
  notes: [
    ...decideNotes,
    "Only less can be offered (not_narrower). The requester takes it with: latchkey accept ID",
    "Exit codes: 0 the offer is made; 1 it is not.",
  ],
  async run(given, terminal) {
    const changes = changesOf(given);
    if (changes.length === 0) throw new CliError("Say what to change: --lifetime-hours, --param or --delivery.");
    await decide({ verdict: "counter", changes }, given, terminal);
    return 0;
  },
};

function changesOf(given: Given): OfferChange[] {
  const hours = optionalInteger(given, "lifetime-hours", { min: 1, max: 87_600 });
  const delivery = optionalText(given, "delivery");
  const parameters = Object.entries(parseParameters(repeatedTexts(given, "param")) ?? {});
  return [
    ...(hours === undefined ? [] : [set("/lifetimeHours", hours)]),
    ...parameters.map(([name, value]) => set(`/parameters/${name}`, value)),
    ...(delivery === undefined ? [] : [set("/delivery", delivery)]),
  ];
}

function set(path: string, value: unknown): OfferChange {
  return { path, op: "=", value };
}
