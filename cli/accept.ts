import { callRoute } from "#cli/call-route.ts";
import { CliError } from "#cli/cli-error.ts";
import type { Command } from "#cli/command.ts";
import { exitCodeOf } from "#cli/exit-code-of.ts";
import { spellJson } from "#cli/spell-json.ts";
import { spellRequest } from "#cli/spell-request.ts";
import { acceptOfferRoute } from "#domain/contracts/routes/accept-offer.ts";
import { showRequestRoute } from "#domain/contracts/routes/show-request.ts";

/** `latchkey accept`: the requester takes exactly the offer it showed; the request is decided anew. */
export const accept: Command = {
  name: "accept",
  about: "Take the narrower request that an approver offers.",
  positionals: ["ID"],
  options: [{ name: "json", about: "Print the request as it was decided anew as JSON, and nothing else." }],
  notes: [
    "Shows the request with its offer, then takes exactly that offer. If it changed in between (digest_stale), nothing",
    "is taken: run the command again. Read it first, without taking it: latchkey request show ID",
    "Exit codes: 0 granted; 10 it waits for an approval; 20 denied; 1 not taken.",
  ],
  async run({ values, positionals }, terminal) {
    const params = { id: positionals[0] ?? "" };
    const seen = await callRoute(showRequestRoute, { params }, terminal);
    const { digest, counterOffer } = seen;
    if (counterOffer === null) throw new CliError("Nobody offers anything else on this request.");
    if (values.json !== true) terminal.out(`${spellRequest(seen)}\n`);
    const body = { digest, offer: counterOffer.digest };
    const request = await callRoute(acceptOfferRoute, { params, body }, terminal);
    terminal.out(values.json === true ? spellJson(request) : spellRequest(request));
    return exitCodeOf(request);
  },
};
