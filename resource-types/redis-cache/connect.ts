import { readFileSync } from "node:fs";
import { Redis } from "ioredis";
import { mapRedisError } from "./map-redis-error.ts";

/** One argument of a command; a Buffer never becomes text. */
export type Argument = string | number | Buffer;

/** A command with its arguments. */
export type Command = readonly [name: string, ...args: Argument[]];

/** One connection, over which nobody has logged in yet. It never reconnects: with it ends whatever it stands for. */
export interface Connection {
  /** @throws the server's error reply, mapped */
  call(...command: Command): Promise<unknown>;
  /** The same with every string of the reply as its bytes. */
  callBytes(...command: Command): Promise<unknown>;
  /** Sends all in one round trip; an error reply is given in its place. */
  callAll(commands: readonly Command[]): Promise<readonly unknown[]>;
  /** Sends all as one MULTI: they take effect together, or none when one is not understood or not permitted. */
  transact(commands: readonly Command[]): Promise<readonly unknown[]>;
  close(): void;
}

/** Where a connection goes. */
export interface Address {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
  readonly caFile: string | undefined;
}

/**
 * Connects; an abort closes the connection at once, whatever it waits for.
 *
 * @throws backend_unavailable, backend_refused (TLS), aborted
 */
export async function connect(address: Address, signal: AbortSignal): Promise<Connection> {
  const redis = openClient(address);
  let lastError: unknown;
  redis.on("error", (error: unknown) => (lastError = error));
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  aborted.catch(() => undefined);
  const close = () => {
    signal.removeEventListener("abort", onAbort);
    redis.disconnect();
    (redis.stream as Redis["stream"] | undefined)?.destroy();
  };
  const onAbort = () => {
    reject(signal.reason);
    close();
  };
  const orAbort = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      signal.throwIfAborted();
      return await Promise.race([work(), aborted]);
    } catch (error) {
      throw mapRedisError(error, signal);
    }
  };
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    // The client rejects with "closed" and tells the reason by its event.
    await orAbort(() => redis.connect().catch((error: unknown) => Promise.reject(lastError ?? error)));
  } catch (error) {
    close();
    throw error;
  }
  return {
    call: (...command) => orAbort(() => redis.call(...asCall(command))),
    callBytes: (...command) => orAbort(() => redis.callBuffer(...asCall(command))),
    callAll: (commands) =>
      orAbort(async () => {
        const pipeline = redis.pipeline();
        for (const command of commands) pipeline.call(...asCall(command));
        return resultsOf(await pipeline.exec()).map(([error, reply]) => error ?? reply);
      }),
    transact: (commands) =>
      orAbort(async () => {
        const transaction = redis.multi();
        for (const command of commands) transaction.call(...asCall(command));
        return resultsOf(await transaction.exec().catch(throwFirst)).map(([error, reply]) => {
          if (error) throw error;
          return reply;
        });
      }),
    close,
  };
}

function openClient({ host, port, isTls, caFile }: Address): Redis {
  return new Redis({
    host,
    port,
    ...(isTls ? { tls: caFile === undefined ? {} : { ca: readFileSync(caFile, "utf8") } } : {}),
    protocol: 2,
    lazyConnect: true,
    connectTimeout: 5_000,
    retryStrategy: () => null,
    enableReadyCheck: false,
    enableOfflineQueue: false,
    disableClientInfo: true,
    keepAlive: 10_000,
  });
}

function resultsOf(results: [error: Error | null, result: unknown][] | null): [Error | null, unknown][] {
  if (results === null) throw new Error("Connection is closed.");
  for (const [error] of results) if (error !== null && error.name !== "ReplyError") throw error;
  return results;
}

/** A transaction that was given up says so; why, say the answers to its commands. */
function throwFirst(error: Error & { readonly previousErrors?: readonly Error[] }): never {
  throw error.previousErrors?.[0] ?? error;
}

function asCall([name, ...args]: Command): [string, ...Argument[]] {
  return [name, ...args];
}
