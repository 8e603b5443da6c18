import { setTimeout as wait } from "node:timers/promises";
import type { Command, Terminal } from "#cli/command.ts";
import { openKeeper } from "#cli/local/open-keeper.ts";
import type { Rotation } from "#server/adapters/crypto/keeping/kek-keeper.ts";

const everyMs = 3_600_000;

/** `latchkey kek rotate`: makes today's key where there is none, and destroys those whose time is over. */
export const kekRotate: Command = {
  name: "kek rotate",
  about: "Keep the local keys: make today's, destroy those whose time is over.",
  positionals: [],
  options: [
    { name: "force", about: "Make a new key even when today's is there." },
    { name: "hourly", about: "Stay, and do it every hour: for a container; systemd and cron have timers." },
  ],
  notes: [
    "Run it every hour, as the user that reveal runs as: worker and reveal find new keys by themselves.",
    "The first run in an empty home makes the first key. See docs/runbooks/kek.md.",
  ],
  async run({ values }, terminal) {
    const keeper = await openKeeper(terminal);
    tell(await keeper.rotate(values.force === true), terminal);
    while (values.hourly === true) {
      await wait(everyMs);
      tell(await keeper.rotate(), terminal);
    }
    return 0;
  },
};

function tell({ keyId, isNew, destroyed }: Rotation, terminal: Terminal): void {
  terminal.out(`${isNew ? "Made" : "Kept"} ${keyId}, which seals now.\n`);
  for (const gone of destroyed) terminal.out(`Destroyed ${gone}: what was sealed to it stays closed.\n`);
}
