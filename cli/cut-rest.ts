import type { Command } from "#cli/command.ts";

/** The words of a command line: those of the command itself, and under the name of the option those it takes whole. */
export interface CutWords {
  readonly own: string[];
  readonly rest: Readonly<Record<string, readonly string[]>>;
}

/** Cuts off the option that takes every word after it, so that no word of another program is read as one of ours. */
export function cutRest(command: Command | undefined, args: readonly string[]): CutWords {
  const name = command?.options.find(({ takesRest }) => takesRest)?.name;
  const at = args.findIndex((word) => word === `--${name}` || word.startsWith(`--${name}=`));
  if (name === undefined || at === -1) return { own: [...args], rest: {} };
  const joined = args.slice(at, at + 1).filter((word) => word.includes("="));
  return {
    own: args.slice(0, at),
    rest: { [name]: [...joined.map((word) => word.slice(name.length + 3)), ...args.slice(at + 1)] },
  };
}
