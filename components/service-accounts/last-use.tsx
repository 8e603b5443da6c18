import { RelativeTime } from "#components/patterns/relative-time.tsx";

/** When something was used last, or that it never was. */
export function LastUse({ at }: { at: string | null }) {
  return at === null ? <>never</> : <RelativeTime at={at} />;
}
