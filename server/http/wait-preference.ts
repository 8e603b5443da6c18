const secondsMax = 60;

/**
 * Gives the seconds of `Prefer: wait=N` (RFC 7240), at most 60, or null where there is none.
 *
 * A preference is a wish: one that cannot be read is ignored, of several the first counts.
 */
export function waitPreferenceOf(headers: Headers): number | null {
  for (const preference of (headers.get("prefer") ?? "").split(",")) {
    const found = /^\s*wait\s*=\s*"?(\d{1,9})"?\s*(?:;.*)?$/i.exec(preference);
    if (found?.[1] !== undefined) return Math.min(Number(found[1]), secondsMax);
  }
  return null;
}
