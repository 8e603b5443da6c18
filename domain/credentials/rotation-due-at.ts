/** When the newest credential is due to be rotated; null: never by itself, or there is none that lets anybody in. */
export function rotationDueAt(
  rotationDays: number | null,
  credentials: readonly { readonly generation: number; readonly createdAt: Date; readonly endedAt: Date | null }[],
): Date | null {
  const [newest] = credentials
    .filter(({ endedAt }) => endedAt === null)
    .toSorted((a, b) => b.generation - a.generation);
  if (rotationDays === null || newest === undefined) return null;
  return new Date(newest.createdAt.getTime() + rotationDays * 24 * 3_600_000);
}
