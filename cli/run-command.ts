import { parseArgs } from "node:util";
import { CliError } from "#cli/cli-error.ts";
import { parseArgsOptions, type Command, type Given, type Terminal } from "#cli/command.ts";
import { escapeControls, escapeLine } from "#cli/escape-controls.ts";
import { cutRest } from "#cli/cut-rest.ts";
import { commandHelp, overviewHelp } from "#cli/help.ts";
import { version } from "#cli/version.ts";
import { AppError } from "#domain/errors/app-error.ts";

/**
 * Finds and runs the command that `argv` names; gives its exit code.
 *
 * Wrong usage and every expected failure is one sentence on stderr and exit code 1. Nothing that it prints can steer
 * the terminal, whoever wrote the text.
 */
export async function runCommand(
  commands: readonly Command[],
  argv: readonly string[],
  plain: Terminal,
): Promise<number> {
  const terminal = shielded(plain);
  const command = commandOf(commands, argv);
  const { own } = cutRest(command, argv);
  try {
    return command === undefined ? answerWithoutCommand(commands, argv, terminal) : await run(command, argv, terminal);
  } catch (error) {
    if (error instanceof CliError && error.problem !== null && own.includes("--json")) {
      terminal.out(`${JSON.stringify(error.problem, null, 2)}\n`);
    }
    terminal.err(`latchkey: ${sentenceOf(error)}\n`);
    return 1;
  }
}

function shielded({ env, out, err, columns, ask, status }: Terminal): Terminal {
  return {
    env,
    columns,
    out: (text) => out(escapeControls(text)),
    err: (text) => err(escapeControls(text)),
    ask: ask && ((question) => ask(escapeControls(question))),
    status: status && ((line) => status(line === null ? null : escapeLine(line))),
  };
}

function commandOf(commands: readonly Command[], argv: readonly string[]): Command | undefined {
  const words = argv.slice(0, firstOption(argv));
  return commands
    .filter(({ name }) => isPrefix(name.split(" "), words))
    .reduce<Command | undefined>((best, one) => (best && best.name.length > one.name.length ? best : one), undefined);
}

async function run(command: Command, argv: readonly string[], terminal: Terminal): Promise<number> {
  const given = parse(command, argv.slice(command.name.split(" ").length));
  if (given.values.help === true) {
    terminal.out(commandHelp(command));
    return 0;
  }
  assertComplete(command, given);
  return command.run(given, terminal);
}

function answerWithoutCommand(commands: readonly Command[], argv: readonly string[], terminal: Terminal): number {
  const words = argv.slice(0, firstOption(argv));
  const wantsHelp = argv.includes("--help") || argv.includes("-h") || argv[0] === "help";
  const family = commands.filter(({ name }) => name.split(" ")[0] === words.find((word) => word !== "help"));
  if (argv[0] === "--version" || argv[0] === "version") {
    terminal.out(`latchkey ${version}\n`);
    return 0;
  }
  if (wantsHelp || argv.length === 0) {
    terminal.out(overviewHelp(family.length > 0 ? family : commands));
    return argv.length === 0 ? 1 : 0;
  }
  if (family.length > 0) {
    throw new CliError(`Say what to do: ${family.map(({ name }) => `latchkey ${name}`).join(", ")}.`);
  }
  throw new CliError(`There is no command ${words.slice(0, 2).join(" ") || argv[0]}. See latchkey --help.`);
}

function firstOption(argv: readonly string[]): number {
  const at = argv.findIndex((argument) => argument.startsWith("-"));
  return at === -1 ? argv.length : at;
}

function isPrefix(name: readonly string[], words: readonly string[]): boolean {
  return name.every((word, index) => words[index] === word);
}

function parse(command: Command, args: readonly string[]): Given {
  const { own, rest } = cutRest(command, args);
  try {
    const { values, positionals } = parseArgs({
      args: own,
      options: parseArgsOptions(command),
      allowPositionals: true,
      strict: true,
      tokens: false,
    });
    return { values: { ...values, ...rest }, positionals };
  } catch (error) {
    const [reason = ""] = (error instanceof Error ? error.message : String(error)).split(/\. |\n/);
    throw new CliError(`${reason.replace(/[.]$/, "")}. See latchkey ${command.name} --help.`, { cause: error });
  }
}

function assertComplete(command: Command, given: Given): void {
  const missing = command.positionals.slice(given.positionals.length);
  const extra = given.positionals.slice(command.positionals.length);
  const absent = command.options.filter(({ name, isRequired }) => isRequired && given.values[name] === undefined);
  const wanted = [...missing, ...absent.map(({ name }) => `--${name}`)];
  if (wanted.length > 0) throw new CliError(`${wanted.join(", ")} missing. See latchkey ${command.name} --help.`);
  if (extra.length > 0) throw new CliError(`${extra[0]} was not expected. See latchkey ${command.name} --help.`);
}

function sentenceOf(error: unknown): string {
  if (error instanceof CliError || error instanceof AppError) return error.message;
  if (error instanceof Error) return `Something went wrong here: ${error.message}`;
  return "Something went wrong here.";
}
