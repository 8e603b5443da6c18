import type { SeenDifference } from "#domain/reconcile/seen-difference.ts";

interface Size {
  readonly id: string;
  readonly spec: Readonly<Record<string, unknown>>;
}

/**
 * Gives the first size of a template with which what was found would be as granted; null when no size grants it, or the
 * differences are of a kind that no size sets.
 */
export function sizeThatFits(
  sizes: readonly Size[],
  differences: readonly Pick<SeenDifference, "wanted">[],
): string | null {
  const wanted = differences.flatMap((difference) => Object.entries(difference.wanted ?? {}));
  if (wanted.length === 0) return null;
  const fits = ({ spec }: Size) =>
    wanted.every(([name, value]) => {
      const granted = spec[name];
      return typeof granted === "number" && value >= 0 && granted >= value;
    });
  return sizes.find(fits)?.id ?? null;
}
