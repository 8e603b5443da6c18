import { open, rm } from "node:fs/promises";
import { CliError } from "#cli/cli-error.ts";
import type { Command } from "#cli/command.ts";
import { requiredText } from "#cli/options.ts";

/** `latchkey audit export`: the whole record in a file that `audit verify --file` checks anywhere. */
export const auditExport: Command = {
  name: "audit export",
  about: "Write the audit record of this home into a file.",
  positionals: [],
  options: [{ name: "out", value: "FILE", about: "New file, one JSON document per line.", isRequired: true }],
  notes: ["Verify it anywhere, without a ledger: latchkey audit verify --file FILE"],
  async run(given, terminal) {
    const path = requiredText(given, "out");
    const file = await open(path, "wx", 0o600).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === "EEXIST") throw new CliError(`${path} exists already: choose another file.`);
      throw new CliError(`${path} cannot be written: ${cause.message}.`, { cause });
    });
    const { readLedger } = await import("#cli/local/read-ledger.ts");
    const { exportAudit } = await import("#server/audit/export-audit.ts");
    let lines = 0;
    try {
      await readLedger(terminal, async (ledger) => {
        for await (const line of exportAudit(ledger)) {
          await file.write(line);
          lines += 1;
        }
      });
      await file.sync();
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      await file.close();
    }
    terminal.out(`${lines} lines written to ${path}.\n`);
    return 0;
  },
};
