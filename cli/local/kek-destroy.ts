import { CliError } from "#cli/cli-error.ts";
import type { Command } from "#cli/command.ts";
import { openKeeper } from "#cli/local/open-keeper.ts";

/** `latchkey kek destroy`: ends one local key for ever, before its time. */
export const kekDestroy: Command = {
  name: "kek destroy",
  about: "Destroy one local key before its time: what waits to be revealed with it is lost.",
  positionals: ["KEY_ID"],
  options: [{ name: "confirm", value: "KEY_ID", about: "The same id again.", isRequired: true }],
  notes: [
    "For a private key that somebody else may have read. Make a new one first: latchkey kek rotate --force.",
    "Recipients are told that it was destroyed, and have the credential issued again.",
  ],
  async run({ positionals, values }, terminal) {
    const [keyId = ""] = positionals;
    if (values.confirm !== keyId) throw new CliError("--confirm must name the same key: nothing was destroyed.");
    await (await openKeeper(terminal)).destroyEpoch(keyId);
    terminal.out(`Destroyed ${keyId}: what was sealed to it stays closed.\n`);
    return 0;
  },
};
