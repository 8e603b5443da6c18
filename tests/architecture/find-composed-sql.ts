const composed: readonly RegExp[] = [
  // A plain template literal with an interpolation, or a sum, where a tagged template belongs.
  /\.query(?:<[^()]*>)?\(\s*`[^`]*\$\{/,
  /\.query(?:<[^()]*>)?\(\s*(?:"[^"]*"|'[^']*')\s*\+/,
  /\.query(?:<[^()]*>)?\(\s*\{\s*text:\s*(?:`[^`]*\$\{|"[^"]*"\s*\+)/,
  /\$(?:query|execute)RawUnsafe\b/,
];

/** Names every call in `text` that hands the database SQL glued together from values. */
export function findComposedSql(text: string): string[] {
  return composed.flatMap((pattern) =>
    [...text.matchAll(new RegExp(pattern, "g"))].map((match) => {
      const line = text.slice(0, match.index).split("\n").length;
      return `line ${line} composes SQL: ${match[0].slice(0, 60)}`;
    }),
  );
}
