/** Runs `work` for 0 to `count` - 1, at most `atOnce` of them at the same time; rejects with the first failure. */
export async function eachAtOnce(count: number, atOnce: number, work: (index: number) => Promise<void>): Promise<void> {
  let begun = 0;
  const drain = async () => {
    while (begun < count) await work(begun++);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, drain));
}
