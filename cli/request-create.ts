import { randomUUID } from "node:crypto";
import { callRoute } from "#cli/call-route.ts";
import type { Command, Given, Terminal } from "#cli/command.ts";
import { exitCodeAfterWait, goesOn, waitSecondsMax, waitUntilSettled } from "#cli/wait-until-settled.ts";
import { exitCodeOf } from "#cli/exit-code-of.ts";
import { leaveOnInterrupt } from "#cli/leave-on-interrupt.ts";
import { optionalInteger, optionalText } from "#cli/options.ts";
import { spellJson } from "#cli/spell-json.ts";
import { spellRequest } from "#cli/spell-request.ts";
import { submitBodyOf, submitOptions } from "#cli/submit-options.ts";
import type { RequestView } from "#domain/contracts/request.ts";
import { submitRequestRoute } from "#domain/contracts/routes/submit-request.ts";

/** `latchkey request create`: submits a request, and waits for the outcome where `--wait` asks for it. */
export const requestCreate: Command = {
  name: "request create",
  about: "Ask for a thing from a template.",
  positionals: [],
  options: [
    ...submitOptions,
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
    let filed: RequestView | null = null;
    const leave = () =>
      filed === null ? "It may have been filed: latchkey request list --scope mine" : goesOn(filed.id);
    const request = await leaveOnInterrupt(terminal, leave, async () => {
      filed = await submit(given, terminal);
      return waitUntilSettled(filed, deadline, terminal);
    });
    terminal.out(given.values.json === true ? spellJson(request) : spellRequest(request));
    return seconds === undefined ? exitCodeOf(request) : exitCodeAfterWait(request, seconds);
  },
};

/** Files it and does not wait yet, so that its id is known whatever happens then. */
async function submit(given: Given, terminal: Terminal): Promise<RequestView> {
  const headers = { "idempotency-key": optionalText(given, "idempotency-key") ?? randomUUID() };
  return callRoute(submitRequestRoute, { body: submitBodyOf(given), headers }, terminal);
}
