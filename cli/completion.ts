import type { Command } from "#cli/command.ts";
import { completionTree, type CompletionNode } from "#cli/completion/completion-tree.ts";
import { spellBash } from "#cli/completion/spell-bash.ts";
import { spellFish } from "#cli/completion/spell-fish.ts";
import { spellZsh } from "#cli/completion/spell-zsh.ts";

const shells: Readonly<Record<string, (tree: readonly CompletionNode[]) => string>> = {
  bash: spellBash,
  zsh: spellZsh,
  fish: spellFish,
};

const install: Readonly<Record<string, string>> = {
  bash: 'In ~/.bashrc: eval "$(latchkey completion bash)"',
  zsh: 'latchkey completion zsh > "${fpath[1]}/_latchkey", then a new shell.',
  fish: "latchkey completion fish > ~/.config/fish/completions/latchkey.fish",
};

/** `latchkey completion bash|zsh|fish`: prints a script that completes commands, options and their values; it asks no server. */
export function completionCommands(commands: () => readonly Command[]): readonly Command[] {
  return Object.entries(shells).map(([shell, spell]) => ({
    name: `completion ${shell}`,
    about: `Print what ${shell} needs to complete commands, options and values.`,
    positionals: [],
    options: [],
    notes: [install[shell] ?? ""],
    run: async (_given, terminal) => {
      terminal.out(spell(completionTree(commands())));
      return 0;
    },
  }));
}
