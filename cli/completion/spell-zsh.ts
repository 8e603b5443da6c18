import { isFile, type CompletionNode } from "#cli/completion/completion-tree.ts";

/** A completion script for zsh 5 or newer. */
export function spellZsh(tree: readonly CompletionNode[]): string {
  const values = tree.flatMap(({ path, options }) =>
    options
      .filter(({ value }) => value !== undefined)
      .map((option) => `    (${quote(`${path} --${option.name}`)}) ${actionOf(option)}; return ;;`),
  );
  const places = tree.map(({ path, words, options }) => {
    const commands = words.map(({ word, about }) => quote(`${word}:${about}`));
    const switches = options.map(({ name, about }) => quote(`--${name}:${about}`));
    return `    (${quote(path)}) found=(${commands.join(" ")}); options=(${switches.join(" ")}) ;;`;
  });
  const paths = tree.filter(({ path }) => path !== "").map(({ path }) => quote(path));
  return `#compdef latchkey
# zsh completion of latchkey: latchkey completion zsh > "\${fpath[1]}/_latchkey"
_latchkey() {
  local place="" next i
  local -a found options
  for ((i = 2; i < CURRENT; i++)); do
    if [[ \${words[i]} == --exec ]]; then _normal; return; fi
    next="\${place:+$place }\${words[i]}"
    case "$next" in
      (${paths.join("|")}) place="$next" ;;
      (*) break ;;
    esac
  done
  case "$place \${words[CURRENT-1]}" in
${values.join("\n")}
  esac
  case "$place" in
${places.join("\n")}
  esac
  if [[ \${words[CURRENT]} == -* || \${#found} -eq 0 ]]; then found=("\${options[@]}"); fi
  _describe latchkey found
}
if [[ \${funcstack[1]} == _latchkey ]]; then _latchkey "$@"; else compdef _latchkey latchkey; fi
`;
}

function actionOf(option: CompletionNode["options"][number]): string {
  if (option.choices !== undefined) return `compadd -- ${option.choices.map(quote).join(" ")}`;
  return isFile(option) ? "_files" : `_message ${quote(option.value ?? "")}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
