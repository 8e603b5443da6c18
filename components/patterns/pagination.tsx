import { ButtonLink } from "#components/ui/button-link.tsx";

interface PaginationProps {
  /** Address of the page after this one; null at the end. */
  nextHref: string | null;
  /** Address of the first page; null when this is it. */
  firstHref: string | null;
  /** What is listed, e.g. "requests". */
  noun: string;
}

/** Moves through a list of unknown length: onwards, or back to its newest page. */
export function Pagination({ nextHref, firstHref, noun }: PaginationProps) {
  if (nextHref === null && firstHref === null) return null;
  return (
    <nav aria-label="Pages" className="mt-3 flex items-center justify-end gap-2">
      {firstHref && <ButtonLink href={firstHref}>Newest {noun}</ButtonLink>}
      {nextHref && <ButtonLink href={nextHref}>Older {noun}</ButtonLink>}
    </nav>
  );
}
