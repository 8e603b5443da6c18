/** What all the lists have in common, in the order of the first; null when there is no list. */
export function narrowest<T>(lists: readonly (readonly T[] | undefined)[]): readonly T[] | null {
  const [first, ...others] = lists.filter((list) => list !== undefined);
  return first?.filter((item) => others.every((other) => other.includes(item))) ?? null;
}
