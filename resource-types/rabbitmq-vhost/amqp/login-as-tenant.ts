import type { Secret } from "#domain/credentials/secret.ts";
import type { TenantAddress } from "../api/with-broker.ts";
import { connect, type AmqpConnection } from "./connect.ts";
import { mapAmqpError, readRefusal } from "./map-amqp-error.ts";

/** Who logs in where, over the host and port that tenants use. */
export interface TenantLogin {
  readonly address: TenantAddress;
  readonly vhost: string;
  readonly username: string;
  /** A throw-away probe password: the broker sees it, so a delivered one never comes here. */
  readonly password: Secret;
  readonly signal: AbortSignal;
}

/** What the broker answered to a login. */
export interface LoginAnswer {
  readonly connected: boolean;
  /** Its code and words when it refused. */
  readonly refusal: { readonly code: string; readonly text: string } | null;
}

/** The broker neither accepts nor refuses while memory or disk run out. */
const patienceMs = 20_000;

/**
 * Logs in as a tenant would, runs `work` when let in, and closes the connection.
 *
 * Gives the broker's answer, also when it is a refusal: `ACCESS_REFUSED` to a wrong name or password, `NOT_ALLOWED` to
 * who has logged in and may not enter the virtual host.
 * @throws backend_unavailable when there is no answer, aborted, and what `work` throws
 */
export async function loginAsTenant(
  { address, vhost, username, password, signal }: TenantLogin,
  work: (connection: AmqpConnection) => Promise<void> = async () => undefined,
): Promise<LoginAnswer> {
  const text = password.use((bytes) => bytes.toString("latin1"));
  const limit = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  let connection: AmqpConnection;
  try {
    connection = await connect({ address, vhost, username, password: text }, limit);
  } catch (error) {
    const refusal = signal.aborted ? null : readRefusal(error);
    if (refusal !== null) return { connected: false, refusal };
    throw mapAmqpError(error, signal);
  }
  try {
    await work(connection);
    return { connected: true, refusal: null };
  } finally {
    connection.close();
  }
}
