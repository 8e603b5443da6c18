import type { ComponentProps } from "react";
import { cn } from "#components/cn.ts";

interface TableProps extends ComponentProps<"table"> {
  label: string;
  /** True for a table of plain text: without a link in it only this lets the keyboard scroll it. */
  isTextOnly?: boolean;
}

/** A table that keeps its header row in sight of assistive technology and scrolls sideways only inside itself. */
export function Table({ label, isTextOnly = false, className, ...props }: TableProps) {
  const region = isTextOnly ? { tabIndex: 0, role: "group", "aria-label": `${label}, scrolls sideways` } : {};
  return (
    <div {...region} className="panel overflow-x-auto">
      <table {...props} aria-label={label} className={cn("w-full border-collapse text-left text-md", className)} />
    </div>
  );
}

/** A column's heading. */
export function HeaderCell({ className, ...props }: ComponentProps<"th">) {
  return (
    <th
      scope="col"
      {...props}
      className={cn("h-8 px-3 text-sm font-medium whitespace-nowrap text-ink-3 first:pl-4 last:pr-4", className)}
    />
  );
}

/** A row that answers to the pointer as a whole; the link inside it covers the row. */
export function Row({ className, ...props }: ComponentProps<"tr">) {
  return (
    <tr
      {...props}
      className={cn(
        "relative border-t border-line transition-colors hover:bg-hover has-focus-visible:bg-hover",
        className,
      )}
    />
  );
}

/** One cell. */
export function Cell({ className, ...props }: ComponentProps<"td">) {
  return <td {...props} className={cn("h-11 px-3 py-1.5 align-middle first:pl-4 last:pr-4", className)} />;
}
