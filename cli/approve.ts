import type { Command } from "#cli/command.ts";
import { decide, decideNotes, decideOptions } from "#cli/decide.ts";

/** `latchkey approve`: one approver's yes to exactly what it showed. */
export const approve: Command = {
  name: "approve",
  about: "Approve a request.",
  positionals: ["ID"],
  options: [
    { name: "comment", value: "TEXT", about: "For the requester and the record, at most 2000 characters." },
    ...decideOptions,
  ],
  notes: [...decideNotes, "Exit codes: 0 approved; 10 counted, more approvals are needed; 1 not counted."],
  async run(given, terminal) {
    const { state } = await decide("approve", given, terminal);
    return state === "pending_approval" ? 10 : 0;
  },
};
