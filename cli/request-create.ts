import { randomUUID } from "node:crypto";
import { callRoute } from "#cli/call-route.ts";
import { CliError } from "#cli/cli-error.ts";
import type { Command, Given, Terminal } from "#cli/command.ts";
import { exitCodeAfterWait, preferWait, waitSecondsMax, waitUntilSettled } from "#cli/wait-until-settled.ts";
import { exitCodeOf } from "#cli/exit-code-of.ts";
import { optionalInteger, optionalText, repeatedTexts, requiredText } from "#cli/options.ts";
import { parseParameters } from "#cli/parse-parameters.ts";
import { spellJson } from "#cli/spell-json.ts";
import { spellRequest } from "#cli/spell-request.ts";
import { submitBodySchema, type RequestView, type SubmitBody } from "#domain/contracts/request.ts";
import { submitRequestRoute } from "#domain/contracts/routes/submit-request.ts";

/** `latchkey request create`: submits a request, and waits for the outcome where `--wait` asks for it. */
export const requestCreate: Command = {
  name: "request create",
  about: "Ask for a thing from a template.",
  positionals: [],
  options: [
    { name: "template", value: "ID", about: "Template of the catalog, e.g. postgres-small.", isRequired: true },
    { name: "name", value: "NAME", about: "Name of the thing: 3 to 25 of a-z, 0-9 and -.", isRequired: true },
    { name: "team", value: "TEAM", about: "Team that will hold it.", isRequired: true },
    { name: "environment", value: "ENV", about: "dev, staging, production, …", isRequired: true },
    {
      name: "classification",
      value: "CLASS",
      about: "public, internal, confidential or restricted.",
      isRequired: true,
    },
    { name: "purpose", value: "TEXT", about: "What it is for, 1 to 500 characters.", isRequired: true },
    { name: "lifetime-hours", value: "N", about: "How long it is needed; the template has a default." },
    { name: "param", value: "KEY=VALUE", about: "Parameter of the template; JSON or text.", isRepeatable: true },
    { name: "delivery", value: "KIND", about: "How the credential is handed over; default reveal." },
    { name: "on-behalf-of", value: "EMAIL", about: "For service accounts: who receives it." },
    { name: "wait", value: "SECONDS", about: "Wait until it is built, needs a human, or is over." },
    { name: "idempotency-key", value: "KEY", about: "Make repeating this very call safe; default a random one." },
    { name: "json", about: "Print the request as JSON." },
  ],
  notes: [
    "Exit codes: 0 filed and under way, or built; 10 waits for a human; 20 denied (remedies with --json);",
    "1 failure, also when --wait ran out before it was built.",
    "",
    "Example: latchkey request create --template postgres-small --name orders --team payments \\",
    "  --environment dev --classification internal --purpose 'Orders service' --wait 60",
  ],
  async run(given, terminal) {
    const seconds = optionalInteger(given, "wait", { min: 0, max: waitSecondsMax });
    const deadline = performance.now() + (seconds ?? 0) * 1000;
    const filed = await submit(given, terminal, seconds);
    const request = await waitUntilSettled(filed, deadline, terminal);
    terminal.out(given.values.json === true ? spellJson(request) : spellRequest(request));
    return seconds === undefined ? exitCodeOf(request) : exitCodeAfterWait(request, seconds);
  },
};

async function submit(given: Given, terminal: Terminal, seconds: number | undefined): Promise<RequestView> {
  const headers: Record<string, string> = {
    "idempotency-key": optionalText(given, "idempotency-key") ?? randomUUID(),
  };
  if (seconds) headers.prefer = preferWait(seconds);
  return callRoute(submitRequestRoute, { body: bodyOf(given), headers }, terminal);
}

/** Checked here as the API checks it, so that a slip is told without a call. */
function bodyOf(given: Given): SubmitBody {
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
