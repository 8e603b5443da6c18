import { AsyncLocalStorage } from "node:async_hooks";

/** What happens to the work that passes a point; nothing when it returns. */
type Order = (point: string) => Promise<void> | void;

const orders = new AsyncLocalStorage<Order>();
const hook = Symbol.for("latchkey.failpoint");

/** Does `work` in this process under an order of its own: what runs beside it has another one, or none. */
export function underOrder<T>(order: Order, work: () => Promise<T>): Promise<T> {
  (globalThis as Record<symbol, unknown>)[hook] ??= async (point: string) => orders.getStore()?.(point);
  return orders.run(order, work);
}
