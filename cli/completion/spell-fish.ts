import { isFile, type CompletionNode } from "#cli/completion/completion-tree.ts";

/** A completion script for fish 3 or newer. */
export function spellFish(tree: readonly CompletionNode[]): string {
  const lines = tree.flatMap(({ path, words, options }) => {
    const here = `complete -c latchkey -n ${quote(`__latchkey_at ${quote(path)}`)}`;
    return [
      ...words.map(({ word, about }) => `${here} -a ${quote(word)} -d ${quote(about)}`),
      ...options.map((option) => `${here} -l ${option.name}${argumentOf(option)} -d ${quote(option.about)}`),
    ];
  });
  const paths = tree.filter(({ path }) => path !== "").map(({ path }) => quote(path));
  return `# fish completion of latchkey: latchkey completion fish > ~/.config/fish/completions/latchkey.fish
set -g __latchkey_paths ${paths.join(" ")}
function __latchkey_at
    set -l words (commandline -opc)
    set -e words[1]
    set -l place ""
    for word in $words
        set -l next (string trim -- "$place $word")
        contains -- "$next" $__latchkey_paths; or break
        set place "$next"
    end
    test "$place" = "$argv[1]"
end
complete -c latchkey -f
${lines.join("\n")}
`;
}

function argumentOf(option: CompletionNode["options"][number]): string {
  if (option.value === undefined) return "";
  if (option.choices !== undefined) return ` -x -a ${quote(option.choices.join(" "))}`;
  return isFile(option) ? " -r -F" : " -x";
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", String.raw`\'`)}'`;
}
