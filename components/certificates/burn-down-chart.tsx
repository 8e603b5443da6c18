import type { BurnDownWeek } from "#domain/resources/burn-down.ts";

/** How many certificates are left week by week if none is renewed: bars for the eye, a list for who cannot see them. */
export function BurnDownChart({ weeks }: { weeks: readonly BurnDownWeek[] }) {
  const first = weeks[0];
  const most = first === undefined ? 0 : first.left + first.ending;
  return (
    <figure className="mb-6 rounded-lg border border-line bg-surface px-4 pt-4 pb-3">
      <figcaption className="mb-3 text-md text-ink-2">Still valid, week by week, if none is renewed</figcaption>
      <ol className="flex h-28 items-end gap-1 sm:gap-2">
        {weeks.map((week) => (
          <Week key={week.week} week={week} most={most} />
        ))}
      </ol>
    </figure>
  );
}

function Week({ week: { week, ending, left }, most }: { week: BurnDownWeek; most: number }) {
  const when = ["this week", "next week"][week] ?? `in ${week} weeks`;
  const part = most === 0 ? 0 : Math.round((100 * left) / most);
  return (
    <li className="flex h-full min-w-0 flex-1 flex-col justify-end text-center text-xs text-ink-3">
      <span className="sr-only">
        {ending} end {when}, {left} left
      </span>
      <span aria-hidden className={ending > 0 ? "font-medium text-wait-ink" : "text-transparent"}>
        −{ending}
      </span>
      <span aria-hidden className="block min-h-px rounded-sm bg-accent" style={{ height: `${part}%` }} />
      <span aria-hidden className="mt-1">
        {week === 0 ? "now" : week}
      </span>
    </li>
  );
}
