import type { Secret } from "#domain/credentials/secret.ts";
import type { RedisBackendSettings } from "./backend-settings.ts";
import { connect, type Connection } from "./connect.ts";
import { mapRedisError, replyCode } from "./map-redis-error.ts";

/** Who logs in where, over the host and port that tenants use. */
export interface TenantLogin {
  readonly settings: RedisBackendSettings;
  readonly username: string;
  /** A throw-away probe password: the server sees it, so a delivered one never comes here. */
  readonly password: Secret;
  readonly signal: AbortSignal;
}

/** What the server answered to a login. */
export interface LoginAnswer {
  readonly connected: boolean;
  /** What it answers to a stranger: NOAUTH where it asks everybody for a password. */
  readonly toStranger: string;
  /** Code of the refusal, WRONGPASS also for a user that is switched off. */
  readonly refusal: string | null;
}

/**
 * Logs in as a tenant would, runs `work` when let in, and closes the connection.
 *
 * Gives the server's answer, also when it is a refusal.
 * @throws backend_unavailable when there is no answer, aborted, and what `work` throws
 */
export async function loginAsTenant(
  { settings, username, password, signal }: TenantLogin,
  work: (connection: Connection) => Promise<void> = async () => undefined,
): Promise<LoginAnswer> {
  const { host, port, tls: isTls, sslRootCertFile: caFile } = settings;
  const connection = await connect({ host, port, isTls, caFile }, signal);
  try {
    const [ping] = await connection.callAll([["PING"]]);
    const toStranger = answerOf(ping);
    // A copy: the client keeps what it sends until the server has answered.
    const sent = password.use((bytes) => Buffer.from(bytes));
    const [login] = await connection.callAll([["AUTH", username, sent]]).finally(() => sent.fill(0));
    const refusal = replyCode(login) ?? null;
    if (refusal !== null && refusal !== "WRONGPASS") throw mapRedisError(login, signal);
    if (refusal === null) await work(connection);
    return { connected: refusal === null, toStranger, refusal };
  } finally {
    connection.close();
  }
}

function answerOf(reply: unknown): string {
  return replyCode(reply) ?? String(reply);
}
