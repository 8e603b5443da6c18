import { AppError } from "#domain/errors/app-error.ts";
import type { KeyedCall } from "#server/idempotency/keyed-call.ts";

type Key = Pick<KeyedCall, "principalId" | "key">;

const heldKeys = Symbol.for("latchkey.keys-in-flight");
/** How long a call waits for its twin; it holds nothing meanwhile, no connection either. */
const waitMsMax = 5_000;

/**
 * Gives what an earlier call with the same key made (`find`), or runs `create` while no other call of this process does so
 * under that key.
 *
 * A twin waits for at most five seconds, without a connection: any number of them costs no more than one.
 * @throws idempotency_in_flight
 */
export async function holdKey<T>(
  call: Key,
  { find, create }: { readonly find: () => Promise<T | null>; readonly create: () => Promise<T> },
): Promise<T> {
  if (call.key === null) return create();
  const name = keyName(call);
  const until = performance.now() + waitMsMax;
  for (;;) {
    if (!held().has(name)) return hold(name, async () => (await find()) ?? (await create()));
    await whenFree(call, until - performance.now());
    const known = await find();
    if (known !== null) return known;
  }
}

/**
 * Runs `work` as the one call of this process that holds the key, or once that call is over: so what the first one leaves
 * behind is there for all others. Those go four at a time, so that hundreds of repeats leave connections for other calls.
 *
 * @throws idempotency_in_flight after five seconds
 */
export async function afterTwin<T>(call: Key, work: () => Promise<T>): Promise<T> {
  if (call.key === null) return work();
  const name = keyName(call);
  if (!held().has(name)) return hold(name, work);
  const until = performance.now() + waitMsMax;
  await whenFree(call, waitMsMax);
  turns += 1;
  const lane = { principalId: `lane ${turns % lanes} of ${call.principalId}`, key: call.key };
  while (held().has(keyName(lane))) await whenFree(lane, until - performance.now());
  return hold(keyName(lane), work);
}

/** How many repeats of one key are answered at the same time. */
const lanes = 4;
let turns = 0;

async function whenFree(call: Key, waitMs: number): Promise<void> {
  const twin = held().get(keyName(call));
  if (twin === undefined) return;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(resolve, Math.max(0, waitMs), "late");
  });
  const first = await Promise.race([twin, late]).finally(() => clearTimeout(timer));
  if (first === "late") throw inFlight();
}

/** Names the key of a principal, for a lock. */
export function keyName({ principalId, key }: Key): string {
  return `idempotency:${principalId}:${key}`;
}

/** Makes the refusal of a call whose twin is still running. */
export function inFlight(): AppError {
  return new AppError(
    "idempotency_in_flight",
    "A call with this Idempotency-Key is still running. Try again in a moment.",
    { details: { retryAfterSeconds: 1 } },
  );
}

async function hold<T>(name: string, work: () => Promise<T>): Promise<T> {
  const { promise, resolve } = Promise.withResolvers<void>();
  held().set(name, promise);
  try {
    return await work();
  } finally {
    held().delete(name);
    resolve();
  }
}

/** Next bundles this module more than once; the process keeps one map. */
function held(): Map<string, Promise<void>> {
  const holder = globalThis as { [heldKeys]?: Map<string, Promise<void>> };
  return (holder[heldKeys] ??= new Map());
}
