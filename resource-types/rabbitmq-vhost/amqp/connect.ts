import { readFileSync } from "node:fs";
import { Connection, type Channel } from "rabbitmq-client";
import type { TenantAddress } from "../api/with-broker.ts";
import { mapAmqpError } from "./map-amqp-error.ts";

/** One connection to a virtual host. It never reconnects: with it ends whatever it stands for. */
export interface AmqpConnection {
  /** Opens a channel for `work`; an error of the broker closes the channel alone. */
  withChannel<T>(work: (channel: Channel) => Promise<T>): Promise<T>;
  close(): void;
}

/** Who enters which virtual host. */
export interface AmqpLogin {
  readonly address: TenantAddress;
  readonly vhost: string;
  readonly username: string;
  /** Text, since the client wants text: of a throw-away probe only, never of a password that is delivered. */
  readonly password: string;
}

const connectPatienceMs = 5_000;

/**
 * Connects, logs in and enters the virtual host; an abort closes the connection at once, whatever it waits for.
 *
 * @throws what the client throws when the broker refuses: its `code` is the broker's
 */
export async function connect(
  { address, vhost, username, password }: AmqpLogin,
  signal: AbortSignal,
): Promise<AmqpConnection> {
  signal.throwIfAborted();
  const { host: hostname, port, tls, sslRootCertFile } = address;
  const ca = sslRootCertFile === undefined ? {} : { ca: readFileSync(sslRootCertFile, "utf8") };
  const client = new Connection({
    hostname,
    port,
    vhost,
    username,
    password,
    ...(tls ? { tls: ca } : {}),
    connectionName: "latchkey probe",
    connectionTimeout: connectPatienceMs,
    // It sends small packets in a row, each of which would wait for the answer to the one before.
    noDelay: true,
  });
  const { promise: failed, reject } = Promise.withResolvers<never>();
  failed.catch(() => undefined);
  const fail = (reason: unknown) => {
    reject(reason);
    // Otherwise the client would connect again.
    client.unsafeDestroy();
  };
  const onAbort = () => fail(signal.reason);
  client.on("error", fail);
  signal.addEventListener("abort", onAbort, { once: true });
  const close = () => {
    signal.removeEventListener("abort", onAbort);
    client.unsafeDestroy();
  };
  const { promise: opened, resolve } = Promise.withResolvers<void>();
  client.on("connection", resolve);
  try {
    await Promise.race([opened, failed]);
  } catch (error) {
    close();
    throw error;
  }
  return {
    withChannel: async (work) => {
      try {
        const channel = await Promise.race([client.acquire({ emitErrorsFromChannel: true }), failed]);
        channel.on("error", () => undefined);
        return await Promise.race([work(channel), failed]);
      } catch (error) {
        throw mapAmqpError(error, signal);
      }
    },
    close,
  };
}
