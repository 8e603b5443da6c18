const digits = 12;

/** Shortens a digest to its first digits, without what stands before them. */
export function shortenDigest(digest: string): string {
  const hex = digest.slice(digest.lastIndexOf(":") + 1);
  return `${hex.slice(0, digits)}…`;
}
