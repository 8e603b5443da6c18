import { cn } from "#components/cn.ts";

const cuts = 7;
const cutWidth = 5;
const shoulder = 19;
const tip = shoulder + cuts * cutWidth + 4;
const top = 4.5;
const bottom = 14.5;

/**
 * Draws a digest as the cuts of a key: the same digest always gives the same key, a changed one another.
 *
 * It helps an eye to tell versions apart; what is compared is always the digest itself.
 */
export function KeyProfile({ digest, className }: { digest: string; className?: string }) {
  return (
    <svg
      aria-hidden
      viewBox={`0 0 ${tip + 1} 19`}
      fill="none"
      stroke="currentColor"
      strokeLinejoin="round"
      className={cn("h-4.75 w-15 shrink-0 text-brass", className)}
    >
      <path d={outline(digest)} fill="currentColor" fillOpacity="0.14" strokeWidth="1.2" />
      <path d={`M${shoulder} 7.5H${tip - 3}`} strokeWidth="1" strokeOpacity="0.55" />
      <circle cx="7" cy="9.5" r="2.1" strokeWidth="1.2" />
    </svg>
  );
}

/** The outline, clockwise: along the top to the tip, back along the cuts, round the bow. */
function outline(digest: string): string {
  const edge = depths(digest)
    .map((depth, index) => {
      const right = tip - 4 - index * cutWidth;
      return `L${right - 1} ${bottom - depth}L${right - cutWidth + 1} ${bottom - depth}`;
    })
    .join("");
  return `M13.5 ${top}H${tip - 3}L${tip} ${top + 3}V${top + 4.5}L${tip - 3} ${bottom - 1}${edge}L${shoulder - 1} ${bottom}H13.5A7.6 7.6 0 1 1 13.5 ${top}Z`;
}

/** Depth of each cut, 0 to 6, from the digest's first hexadecimal digits. */
function depths(digest: string): number[] {
  const hex = digest.slice(digest.lastIndexOf(":") + 1);
  return Array.from({ length: cuts }, (_, index) => (Number.parseInt(hex[index] ?? "0", 16) || 0) % 7);
}
