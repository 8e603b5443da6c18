import { callRoute } from "#cli/call-route.ts";
import type { Command } from "#cli/command.ts";
import { spellJson } from "#cli/spell-json.ts";
import { releaseLeaseRoute } from "#domain/contracts/routes/release-lease.ts";

/** `latchkey lease release`: ends a lease before its time. */
export const leaseRelease: Command = {
  name: "lease release",
  about: "End a lease before its time.",
  positionals: ["ID"],
  options: [{ name: "json", about: "Print the lease as JSON." }],
  notes: ["Its login ends in the background, with proof. Exit codes: 0 over, 1 not yours to end."],
  async run(given, terminal) {
    const params = { id: given.positionals[0] ?? "" };
    const lease = await callRoute(releaseLeaseRoute, { params, body: {} }, terminal);
    terminal.out(given.values.json === true ? spellJson(lease) : `${lease.leaseId} is over (${lease.state}).\n`);
    return 0;
  },
};
