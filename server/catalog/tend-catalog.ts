import type { CatalogKeeper } from "#server/catalog/keep-catalog.ts";

const settleMs = 500;

/**
 * Looks at the catalog folder every few seconds until the signal aborts, a moment later while the files are being
 * written. It keeps no process alive.
 *
 * @param seconds 0: never
 * @returns what resolves when the look under way is over
 */
export function tendCatalog(keeper: CatalogKeeper, seconds: number, signal: AbortSignal): { idle(): Promise<unknown> } {
  let turn: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const wait = (ms: number) => {
    if (!signal.aborted) timer = setTimeout(() => void (turn = look()), ms).unref();
  };
  const look = async () => {
    const found = await keeper.look();
    wait(found === "unsettled" ? Math.min(settleMs, seconds * 1000) : seconds * 1000);
  };
  signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  if (seconds > 0) wait(seconds * 1000);
  return { idle: () => turn };
}
