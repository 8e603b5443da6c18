import { askOnTerminal } from "#cli/ask-on-terminal.ts";
import { commands } from "#cli/commands.ts";
import { runCommand } from "#cli/run-command.ts";
import { createStatusLine } from "#cli/status-line.ts";

process.exitCode = await runCommand(commands, process.argv.slice(2), {
  env: process.env,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  status: process.stderr.isTTY && process.env.TERM !== "dumb" ? createStatusLine(process.stderr) : null,
  columns: process.stdout.isTTY ? process.stdout.columns : null,
  // The question goes to stderr, so that stdout stays what was asked for.
  ask: process.stdin.isTTY && process.stderr.isTTY ? (question) => askOnTerminal(question, process) : null,
});
