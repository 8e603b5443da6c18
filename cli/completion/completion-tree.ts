import type { Command, CommandOption } from "#cli/command.ts";

/** What can follow the words of a command line: further words of a command, and the options of one. */
export interface CompletionNode {
  /** The words so far, "" at the beginning. */
  readonly path: string;
  readonly words: readonly { readonly word: string; readonly about: string }[];
  readonly options: readonly CommandOption[];
}

/** Every place of a command line where something can be completed, the shortest first. */
export function completionTree(commands: readonly Command[]): CompletionNode[] {
  const paths = new Set([""]);
  for (const { name } of commands) {
    const words = name.split(" ");
    words.forEach((_, at) => paths.add(words.slice(0, at + 1).join(" ")));
  }
  return [...paths].sort().map((path) => nodeAt(path, commands));
}

/** True where a value is the name of a file or folder. */
export function isFile({ value }: CommandOption): boolean {
  return value === "FILE" || value === "DIR";
}

function nodeAt(path: string, commands: readonly Command[]): CompletionNode {
  const depth = path === "" ? 0 : path.split(" ").length;
  const below = commands.filter(({ name }) => path === "" || name.startsWith(`${path} `));
  const words = Map.groupBy(below, ({ name }) => name.split(" ")[depth] ?? "");
  const exact = commands.find(({ name }) => name === path);
  return {
    path,
    words: [...words]
      .sort(([one], [other]) => one.localeCompare(other))
      .map(([word, some]) => ({ word, about: aboutOf(`${path} ${word}`.trim(), some) })),
    options: [...(exact?.options ?? []), { name: "help", about: "Show its help." }],
  };
}

function aboutOf(name: string, some: readonly Command[]): string {
  const exact = some.find((one) => one.name === name);
  return exact?.about ?? some.map((one) => one.name.slice(name.length + 1)).join(", ");
}
