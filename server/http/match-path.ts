/** Gives the path parameters of `pathname` under `template`, or null where it does not fit. */
export function matchPath(template: string, pathname: string): Record<string, string> | null {
  const wanted = template.split("/");
  const given = pathname.split("/");
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = decodeSegment(given[index] ?? "");
    if (value === null) return null;
    if (segment.startsWith("{")) params[segment.slice(1, -1)] = value;
    else if (segment !== value) return null;
  }
  return params;
}

function decodeSegment(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
