import { CliError } from "#cli/cli-error.ts";
import type { CommandOption, Given } from "#cli/command.ts";
import { optionalInteger, optionalText, repeatedTexts, requiredText } from "#cli/options.ts";
import { parseParameters } from "#cli/parse-parameters.ts";
import { submitBodySchema, type SubmitBody } from "#domain/contracts/request.ts";

/** What is asked for, as `request create` and `policy preview` take it. */
export const submitOptions: readonly CommandOption[] = [
  { name: "template", value: "ID", about: "Template of the catalog, e.g. postgres-small.", isRequired: true },
  { name: "name", value: "NAME", about: "Name of the thing: 3 to 25 of a-z, 0-9 and -.", isRequired: true },
  { name: "team", value: "TEAM", about: "Team that will hold it.", isRequired: true },
  { name: "environment", value: "ENV", about: "dev, staging, production, …", isRequired: true },
  {
    name: "classification",
    value: "CLASS",
    about: "public, internal, confidential or restricted.",
    isRequired: true,
    choices: ["public", "internal", "confidential", "restricted"],
  },
  { name: "purpose", value: "TEXT", about: "What it is for, 1 to 500 characters.", isRequired: true },
  { name: "lifetime-hours", value: "N", about: "How long it is needed; the template has a default." },
  { name: "param", value: "KEY=VALUE", about: "Parameter of the template; JSON or text.", isRepeatable: true },
  { name: "delivery", value: "KIND", about: "How the credential is handed over; default reveal." },
  { name: "on-behalf-of", value: "EMAIL", about: "For service accounts: who receives it." },
];

/** The body that the options state, checked here as the API checks it, so that a slip is told without a call. */
export function submitBodyOf(given: Given): SubmitBody {
  const parsed = submitBodySchema.safeParse({
    template: requiredText(given, "template"),
    name: requiredText(given, "name"),
    team: requiredText(given, "team"),
    environment: requiredText(given, "environment"),
    classification: requiredText(given, "classification"),
    purpose: requiredText(given, "purpose"),
    lifetimeHours: optionalInteger(given, "lifetime-hours", { min: 1, max: 87_600 }),
    parameters: parseParameters(repeatedTexts(given, "param")),
    delivery: optionalText(given, "delivery"),
    onBehalfOf: optionalText(given, "on-behalf-of"),
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CliError(`--${String(issue?.path[0] ?? "param")}: ${issue?.message ?? "not valid"}`);
}
