/** Does the rounds from 0 to `count` - 1, so many at a time. */
export async function inBatches<T>(count: number, atOnce: number, round: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let done = 0; done < count; done += atOnce) {
    const batch = Array.from({ length: Math.min(atOnce, count - done) }, (_, index) => round(done + index));
    results.push(...(await Promise.all(batch)));
  }
  return results;
}
