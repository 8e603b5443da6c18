import type { BackendContext, ProvisionContext } from "#domain/provisioning/resource-type.ts";
import { readBackendSettings } from "../backend-settings.ts";
import { connect, type Command, type Connection } from "../connect.ts";
import { mapRedisError } from "../map-redis-error.ts";
import { readAdminUrl } from "./admin-url.ts";
import { readServerFacts, type ServerFacts } from "./server-facts.ts";

/** What a call on the server needs to know of its context. */
export type CallContext = Pick<ProvisionContext<unknown>, "resource" | "backend" | "signal" | "assertFence">;

/** A connection of the admin that one call has to itself. */
export interface AdminSession extends Connection {
  readonly username: string;
  readonly facts: ServerFacts;
}

/**
 * Runs `work` with a connection of the admin; an abort closes it at once.
 *
 * @throws backend_unavailable, backend_refused, aborted, and what `work` throws
 */
export async function withAdminSession<T>(
  ctx: BackendContext,
  work: (session: AdminSession) => Promise<T>,
): Promise<T> {
  const { sslRootCertFile } = readBackendSettings(ctx.backend);
  const { username, password, ...address } = readAdminUrl(ctx.backend);
  const connection = await connect({ ...address, caFile: sslRootCertFile }, ctx.signal);
  try {
    const login: Command[] = password === null ? [] : [["AUTH", username, password]];
    const answers = await connection.callAll([...login, ["INFO"]]);
    const refusal = answers.find((answer) => answer instanceof Error);
    if (refusal !== undefined) throw mapRedisError(refusal, ctx.signal);
    return await work({ ...connection, username, facts: readServerFacts(String(answers.at(-1))) });
  } finally {
    connection.close();
  }
}
