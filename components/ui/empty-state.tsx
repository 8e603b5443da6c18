import type { ReactNode } from "react";

interface EmptyStateProps {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

/** What stands where a list would be: why it is empty and what to do next. */
export function EmptyState({ title, children, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-start gap-3 rounded-lg border border-dashed border-line-strong px-6 py-8">
      <div>
        <h2 className="text-lg">{title}</h2>
        {children && <div className="mt-1 max-w-prose text-md text-ink-2">{children}</div>}
      </div>
      {action}
    </div>
  );
}
