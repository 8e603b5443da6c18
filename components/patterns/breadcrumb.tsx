import { Link } from "#components/ui/link.tsx";

/** The way back to the list a thing belongs to. */
export function Breadcrumb({ href, label, current }: { href: string; label: string; current: string }) {
  return (
    <nav aria-label="Breadcrumb">
      <ol className="flex min-w-0 items-center gap-1.5">
        <li>
          <Link href={href} className="rounded-sm hover:text-ink hover:underline">
            {label}
          </Link>
        </li>
        <li aria-hidden>/</li>
        <li aria-current="page" className="truncate">
          {current}
        </li>
      </ol>
    </nav>
  );
}
