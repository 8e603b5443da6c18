import type { ReactNode } from "react";

interface PageHeaderProps {
  title: ReactNode;
  /** Beside the title, e.g. a state. */
  badge?: ReactNode;
  /** Under the title, one line. */
  lead?: ReactNode;
  /** Above the title, e.g. the way back. */
  above?: ReactNode;
  actions?: ReactNode;
}

/** The head of a page: what this is, how it stands, what can be done. */
export function PageHeader({ title, badge, lead, above, actions }: PageHeaderProps) {
  return (
    <header className="mb-5">
      {above && <div className="mb-2 text-sm text-ink-3">{above}</div>}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 flex-[1_1_20rem]">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="min-w-0 text-2xl [overflow-wrap:anywhere]">{title}</h1>
            {badge}
          </div>
          {lead && <div className="mt-1.5 text-md text-ink-2 [overflow-wrap:anywhere]">{lead}</div>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
    </header>
  );
}
