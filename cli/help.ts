import type { Command, CommandOption } from "#cli/command.ts";

/** What `latchkey --help` prints. */
export function overviewHelp(commands: readonly Command[]): string {
  const lines = commands.map((command): [string, string] => [`latchkey ${command.name}`, command.about]);
  return `${columns(lines)}
Add --help to a command for its options. latchkey --version tells the version.

Environment  LATCHKEY_URL, LATCHKEY_REVEAL_URL, LATCHKEY_TOKEN; local commands: LATCHKEY_HOME
Exit codes   0 done, 10 waiting for a human, 20 denied, 1 failure or wrong usage
`;
}

/** What `latchkey COMMAND --help` prints. */
export function commandHelp(command: Command): string {
  const required = command.options.filter(({ isRequired }) => isRequired).map(spelling);
  const usage = ["latchkey", command.name, ...command.positionals, ...required].join(" ");
  const more = command.options.some(({ isRequired }) => !isRequired) ? " [options]" : "";
  const options = command.options.map((option): [string, string] => [
    spelling(option),
    `${option.about}${option.isRepeatable ? " Repeatable." : ""}`,
  ]);
  const parts = [command.about, `Usage: ${usage}${more}`];
  if (options.length > 0) parts.push(columns(options).trimEnd());
  const exit = /exit code/i.test(command.notes.join(" ")) ? [] : ["Exit codes: 0 done, 1 failure or wrong usage."];
  parts.push([...command.notes, ...exit].join("\n"));
  return `${parts.join("\n\n")}\n`;
}

function spelling({ name, value }: CommandOption): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}\n`).join("");
}
