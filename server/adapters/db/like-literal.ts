/** Gives text for a LIKE pattern, or for a `contains`, in which `%`, `_` and `\` mean themselves. */
export function likeLiteral(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`);
}
