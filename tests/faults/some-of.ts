/** All of them in `npm run test:faults`, else so many, spread evenly: each kill costs the start of two workers. */
export function someOf<T>(all: readonly T[], few: number): readonly T[] {
  if (process.env.FAULT_ROUNDS !== undefined) return all;
  return Array.from({ length: few }, (_, index) => all[Math.floor(((index + 0.5) * all.length) / few)]).filter(
    (item) => item !== undefined,
  );
}
