import { isFile, type CompletionNode } from "#cli/completion/completion-tree.ts";

/** A completion script for bash 3.2 or newer. Everything in it is ours: words of commands, options and their values. */
export function spellBash(tree: readonly CompletionNode[]): string {
  const valued = tree.flatMap(({ path, options }) =>
    options.filter(({ value }) => value !== undefined).map((option) => ({ key: `${path} --${option.name}`, option })),
  );
  const chosen = valued.filter(({ option }) => option.choices !== undefined);
  const files = valued.filter(({ option }) => option.choices === undefined && isFile(option));
  const free = valued.filter(({ option }) => option.choices === undefined && !isFile(option));
  const keys = (some: typeof valued) => some.map(({ key }) => `"${key}"`).join("|");
  const paths = tree.filter(({ path }) => path !== "").map(({ path }) => `"${path}"`);
  return `# bash completion of latchkey: eval "$(latchkey completion bash)"
_latchkey() {
  local cur prev path next word words options i ended=0
  cur="\${COMP_WORDS[COMP_CWORD]}"
  prev="\${COMP_WORDS[COMP_CWORD-1]}"
  path=""
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    if [[ $word == --exec ]]; then return; fi
    if ((ended)); then continue; fi
    next="\${path:+$path }$word"
    case "$next" in
      ${paths.join("|")}) path="$next" ;;
      *) ended=1 ;;
    esac
  done
  case "$path $prev" in
${chosen.map(({ key, option }) => `    "${key}") COMPREPLY=($(compgen -W "${(option.choices ?? []).join(" ")}" -- "$cur")); return ;;`).join("\n")}
    ${keys(files)}) COMPREPLY=($(compgen -f -- "$cur")); return ;;
    ${keys(free)}) return ;;
  esac
  case "$path" in
${tree.map(({ path, words, options }) => `    "${path}") words="${words.map(({ word }) => word).join(" ")}"; options="${options.map(({ name }) => `--${name}`).join(" ")}" ;;`).join("\n")}
  esac
  if [[ $cur == -* || -z $words ]]; then words="$options"; fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -F _latchkey latchkey
`;
}
