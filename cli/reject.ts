import type { Command } from "#cli/command.ts";
import { decide, decideNotes, decideOptions } from "#cli/decide.ts";

/** `latchkey reject`: one approver's no, with the reason. */
export const reject: Command = {
  name: "reject",
  about: "Reject a request, with the reason.",
  positionals: ["ID"],
  options: [
    { name: "comment", value: "TEXT", about: "What would have to change, 1 to 2000 characters.", isRequired: true },
    ...decideOptions,
  ],
  notes: [...decideNotes, "Exit codes: 0 rejected; 1 not counted."],
  async run(given, terminal) {
    await decide("reject", given, terminal);
    return 0;
  },
};
