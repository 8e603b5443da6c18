import { callRoute } from "#cli/call-route.ts";
import type { Command } from "#cli/command.ts";
import { leaveOnInterrupt } from "#cli/leave-on-interrupt.ts";
import { optionalInteger } from "#cli/options.ts";
import { spellJson } from "#cli/spell-json.ts";
import { spellRequest } from "#cli/spell-request.ts";
import { exitCodeAfterWait, goesOn, waitSecondsMax, waitUntilSettled } from "#cli/wait-until-settled.ts";
import { showRequestRoute } from "#domain/contracts/routes/show-request.ts";

const secondsDefault = 600;

/** `latchkey request wait`: waits until a request is built, needs a human, or is over. */
export const requestWait: Command = {
  name: "request wait",
  about: "Wait until a request is built, needs a human, or is over.",
  positionals: ["ID"],
  options: [
    {
      name: "timeout",
      value: "SECONDS",
      about: `At most this long, 0 to ${waitSecondsMax}; default ${secondsDefault}.`,
    },
    { name: "json", about: "Print the request as JSON." },
  ],
  notes: ["Exit codes: 0 built; 10 waits for a human; 20 denied or rejected; 1 failed, or not built in time."],
  async run(given, terminal) {
    const seconds = optionalInteger(given, "timeout", { min: 0, max: waitSecondsMax }) ?? secondsDefault;
    const deadline = performance.now() + seconds * 1000;
    const first = await callRoute(showRequestRoute, { params: { id: given.positionals[0] ?? "" } }, terminal);
    const wait = () => waitUntilSettled(first, deadline, terminal);
    const request = await leaveOnInterrupt(terminal, () => goesOn(first.id), wait);
    terminal.out(given.values.json === true ? spellJson(request) : spellRequest(request));
    return exitCodeAfterWait(request, seconds);
  },
};
